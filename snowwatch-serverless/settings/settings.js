'use strict';

// The settings of a deployment: those of settings.yml over the defaults, --param over both.
// ../rendered/settings.json declares them; whatever it does not know is refused here, by name.

const fs = require('node:fs');
const path = require('node:path');

const declared = require('../rendered/settings.json');

const folder = path.resolve(__dirname, '..');

// The same grammar as io.snowwatch.snowflake.aws.StackSettingsFile, which completes the file.
const LINE = new RegExp(
  '^(?<name>[A-Za-z][A-Za-z0-9]*):(?:[ \\t]+' +
    '(?<value>\'(?:[^\']|\'\')*\'|"[^"\\\\]*"|[^\\s\'"#\\[\\]{}>|*&!%@`,?:-](?:(?!:(?:\\s|$)|\\s#).)*?))?' +
    '(?<rest>[ \\t]*|[ \\t]+#.*)$'
);
const IGNORED = /^([ \t]*(#.*)?|---[ \t]*)$/;

/** A setting that cannot work, without the place in this program, which helps nobody. */
const fault = (problems) => {
  const error = new Error(
    problems.length === 1 ? problems[0] : `${problems.length} settings are wrong:\n- ${problems.join('\n- ')}`
  );
  error.stack = error.message;
  return error;
};

/** The file of a stage, or the one for all of them; null where there is none. */
const fileOf = (stage) => {
  if (process.env.SNOWWATCH_SETTINGS) {
    const file = path.resolve(process.env.SNOWWATCH_SETTINGS);
    if (!fs.existsSync(file)) {
      throw fault([`SNOWWATCH_SETTINGS names ${file}, which is not there: correct it, or unset it.`]);
    }
    return file;
  }
  return (
    [`settings.${stage}.yml`, 'settings.yml']
      .map((name) => path.join(folder, name))
      .find((file) => fs.existsSync(file)) || null
  );
};

const unquoted = (value) => {
  if (value === undefined) return '';
  if (value.startsWith("'")) return value.slice(1, -1).replaceAll("''", "'");
  return value.startsWith('"') ? value.slice(1, -1) : value;
};

const parse = (content, name, problems) => {
  const values = new Map();
  content.split(/\r?\n/).forEach((line, index) => {
    if (IGNORED.test(line)) return;
    const setting = LINE.exec(line);
    const place = `${name} line ${index + 1}`;
    if (!setting) {
      problems.push(
        `${place} is no setting: write 'name: value', beginning at the first column, and a value with special characters in single quotes.`
      );
    } else if (values.has(setting.groups.name)) {
      problems.push(`${place} gives ${setting.groups.name} a second time: leave one of the lines.`);
    } else {
      values.set(setting.groups.name, { value: unquoted(setting.groups.value), place });
    }
  });
  return values;
};

/** How many letters apart two names are. */
const distance = (one, other) => {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(
        row[j] + 1,
        next[j - 1] + 1,
        row[j - 1] + (one[i - 1].toLowerCase() === other[j - 1].toLowerCase() ? 0 : 1)
      );
    }
    row = next;
  }
  return row[other.length];
};

const remedyForName = (name) => {
  const names = declared.map((setting) => setting.name);
  const near = names.filter((known) => distance(name, known) <= 3).sort((a, b) => distance(name, a) - distance(name, b));
  return near.length > 0
    ? `did you mean ${near[0]}?`
    : `the settings are ${names.join(', ')}.`;
};

const check = (name, { value, place }, problems) => {
  const setting = declared.find((each) => each.name === name);
  if (!setting) {
    problems.push(`${place}: there is no setting '${name}': ${remedyForName(name)}`);
  } else if (
    setting.choices ? !setting.choices.includes(value) : !new RegExp(`^(?:${setting.pattern})$`).test(value)
  ) {
    problems.push(`${place}: ${name} is '${value}': give ${setting.accepted}.`);
  }
};

/** What the command line gives; Serverless hands it on, and where it does not, the process knows. */
const params = (options) => {
  const found = [];
  if (options && options.param) {
    found.push(...[].concat(options.param));
  } else {
    process.argv.forEach((argument, index) => {
      if (argument === '--param') found.push(process.argv[index + 1] || '');
      else if (argument.startsWith('--param=')) found.push(argument.slice('--param='.length));
    });
  }
  return found;
};

const MINUTES = { minute: 1, hour: 60, day: 1440 };

/** After how many minutes a schedule has been missed twice; nothing where it does not tell. */
const twoPeriods = (schedule) => {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule);
  if (!rate) return {};
  const minutes = 2 * Number(rate[1]) * MINUTES[rate[2]];
  return { staleMinutes: String(Math.min(1440, Math.max(10, minutes))) };
};

/** What each value by itself does not show. */
const checkTogether = (found, problems) => {
  const value = (name) =>
    found.has(name) ? found.get(name).value : declared.find((setting) => setting.name === name).default;
  const needs = (one, other) => {
    if (value(one) !== '' && value(one) !== 'false' && value(other) === '') {
      problems.push(`${found.get(one).place}: ${one} needs ${other}: give both, or neither.`);
    }
  };
  needs('organizationTrail', 'organizationId');
  needs('subnetIds', 'securityGroupIds');
  needs('securityGroupIds', 'subnetIds');
  const reserved = Number(value('reservedConcurrency'));
  if (reserved > 0 && reserved < Number(value('maximumConcurrency'))) {
    problems.push(
      `reservedConcurrency is ${reserved}, and maximumConcurrency ${value('maximumConcurrency')}: what the queue may take at once ` +
        'must not be more than what is reserved, or Lambda turns messages away.'
    );
  }
};

/** The setting tags as an object. */
const tagsOf = ({ tags }) =>
  Object.fromEntries(
    tags
      .split(',')
      .filter((tag) => tag.trim() !== '')
      .map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).trim()])
  );

/**
 * Every setting with its value.
 *
 * @param {string} stage the stage that is deployed
 * @param {object} options those of the command line
 * @returns {{values: object, given: object, file: string | null}} all values; those that are not left to the
 *     default; and the file that was read
 * @throws {Error} with everything that is wrong
 */
const read = (stage, options) => {
  const problems = [];
  const file = fileOf(stage);
  const found = file === null ? new Map() : parse(fs.readFileSync(file, 'utf8'), path.basename(file), problems);
  const names = new Set();
  for (const param of params(options)) {
    const at = param.indexOf('=');
    const name = at < 0 ? param : param.slice(0, at);
    const place = `--param ${param}`;
    if (at < 0) {
      problems.push(`${place} has no value: write --param name=value.`);
    } else if (names.has(name)) {
      problems.push(`${place} gives ${name} a second time: leave one of them.`);
    } else {
      found.set(name, { value: param.slice(at + 1).trimEnd(), place });
    }
    names.add(name);
  }
  found.forEach((setting, name) => check(name, setting, problems));
  if (problems.length === 0) checkTogether(found, problems);
  if (problems.length > 0) throw fault(problems);
  const chosen = Object.fromEntries([...found].map(([name, { value }]) => [name, value]));
  const derived = 'staleMinutes' in chosen ? {} : twoPeriods(chosen.schedule || '');
  return {
    values: {
      ...Object.fromEntries(declared.map((setting) => [setting.name, setting.default])),
      ...derived,
      ...chosen,
    },
    given: chosen,
    file,
  };
};

const mapped = (settings, change) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, change(value)]));

/** Settings as a template can keep them: CloudFormation allows ${…} in Fn::Sub only. */
const kept = (settings) => mapped(settings, (value) => value.replaceAll('${AWS::', '{AWS::'));

/** What a template has kept. */
const given = (settings) => mapped(settings, (value) => value.replaceAll('{AWS::', '${AWS::'));

module.exports = { declared, fault, given, kept, read, tagsOf };
