'use strict';

// The entries of a bucket's notifications, merged as io.snowwatch.snowflake.aws.BucketNotifications does: those of others
// are handed on as they were read.

const CREATED = 's3:ObjectCreated:*';
const KINDS = {
  QueueConfigurations: 'QueueArn',
  TopicConfigurations: 'TopicArn',
  LambdaFunctionConfigurations: 'LambdaFunctionArn',
};

const rule = (entry, name) => {
  const rules = (entry.Filter && entry.Filter.Key && entry.Filter.Key.FilterRules) || [];
  const found = rules.find((each) => each.Name.toLowerCase() === name);
  return found ? found.Value : '';
};

const entries = (configuration) =>
  Object.entries(KINDS).flatMap(([kind, target]) =>
    (configuration[kind] || []).map((entry) => ({
      kind,
      id: entry.Id || '',
      target: entry[target],
      events: entry.Events,
      prefix: rule(entry, 'prefix'),
      suffix: rule(entry, 'suffix'),
      asRead: entry,
    }))
  );

const within = (event, pattern) =>
  event === pattern || (pattern.endsWith('*') && event.startsWith(pattern.slice(0, -1)));

const covers = (entry, want) =>
  entry.target === want.target &&
  want.prefix.startsWith(entry.prefix) &&
  entry.suffix === '' &&
  entry.events.includes(CREATED);

const overlaps = (entry, want) =>
  (want.prefix.startsWith(entry.prefix) || entry.prefix.startsWith(want.prefix)) &&
  entry.events.some((event) => within(event, CREATED) || within(CREATED, event));

const written = ({ id, kind, target, prefix }) => ({
  Id: id,
  [KINDS[kind]]: target,
  Events: [CREATED],
  Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: prefix }] } },
});

/**
 * What a bucket should tell of.
 *
 * @param {object} configuration what it tells of now
 * @param {{id: string, kind: string, target: string, prefix: string}[]} wanted what SnowWatch wants to be told of
 * @param {function(object): boolean} isOurs which entries are SnowWatch's and go unless they are wanted
 * @returns {{wanted: object, changes: boolean, added: object[], kept: object[], overlapping: {entry: object, want: object}[]}} the
 *     configuration to write, and the entries of others that S3 would refuse beside it
 */
const merge = (configuration, wanted, isOurs) => {
  const all = entries(configuration);
  const kept = all.filter(
    (entry) => !isOurs(entry) || wanted.some((want) => covers(entry, want) && entry.prefix === want.prefix)
  );
  const added = wanted.filter((want) => !kept.some((entry) => covers(entry, want)));
  const overlapping = kept.flatMap((entry) =>
    added.filter((want) => overlaps(entry, want)).map((want) => ({ entry, want }))
  );
  const result = { ...configuration };
  for (const kind of Object.keys(KINDS)) {
    result[kind] = [
      ...kept.filter((entry) => entry.kind === kind).map((entry) => entry.asRead),
      ...added.filter((want) => want.kind === kind).map(written),
    ];
  }
  return { wanted: result, changes: added.length > 0 || kept.length < all.length, added, kept, overlapping };
};

module.exports = { merge };
