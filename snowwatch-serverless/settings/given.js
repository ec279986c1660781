'use strict';

// The settings that are not left to their defaults. The stack keeps them, and the next deployment is compared with them.

const { kept, read } = require('./settings.js');

module.exports = async ({ options, resolveVariable }) => {
  try {
    return kept(read(await resolveVariable('sls:stage'), options).given);
  } catch {
    // params.js says it, once.
    return {};
  }
};
