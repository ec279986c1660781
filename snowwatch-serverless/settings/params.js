'use strict';

// What ${param:…} stands for, where the command line does not say otherwise.

const { read } = require('./settings.js');

module.exports = async ({ options, resolveVariable }) => read(await resolveVariable('sls:stage'), options).values;
