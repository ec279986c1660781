'use strict';

// The tags of the stack, which CloudFormation hands on to what it makes.

const { read, tagsOf } = require('./settings.js');

module.exports = async ({ options, resolveVariable }) => {
  try {
    return tagsOf(read(await resolveVariable('sls:stage'), options).values);
  } catch {
    // params.js says it, once.
    return {};
  }
};
