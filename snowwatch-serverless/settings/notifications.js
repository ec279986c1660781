'use strict';

// The entries of a bucket's notifications, merged as io.snowwatch.snowflake.aws.BucketNotifications does.

const ID_PREFIX = 'snowwatch-snowflake-';
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
      id: entry.Id || '',
      ours: kind !== 'LambdaFunctionConfigurations' && (entry.Id || '').startsWith(ID_PREFIX),
      target: entry[target],
      events: entry.Events,
      prefix: rule(entry, 'prefix'),
      suffix: rule(entry, 'suffix'),
    }))
  );

const within = (event, pattern) =>
  event === pattern || (pattern.endsWith('*') && event.startsWith(pattern.slice(0, -1)));

const covers = (entry, queue, prefix) =>
  entry.target === queue && prefix.startsWith(entry.prefix) && entry.suffix === '' && entry.events.includes(CREATED);

const overlaps = (entry, prefix) =>
  (prefix.startsWith(entry.prefix) || entry.prefix.startsWith(prefix)) &&
  entry.events.some((event) => within(event, CREATED) || within(CREATED, event));

/** Takes SnowWatch's own entries away. */
const without = (configuration, keep = () => false) => {
  const wanted = { ...configuration };
  let removed = 0;
  for (const kind of ['QueueConfigurations', 'TopicConfigurations']) {
    const kept = (configuration[kind] || []).filter(
      (entry) => !(entry.Id || '').startsWith(ID_PREFIX) || keep(entry)
    );
    removed += (configuration[kind] || []).length - kept.length;
    wanted[kind] = kept;
  }
  return { wanted, removed };
};

/** Adds an entry per directory for the queue, and leaves those of others as they are. */
const merge = (configuration, queue, directories) => {
  const { wanted } = without(
    configuration,
    (entry) => entry.QueueArn === queue && directories.includes(rule(entry, 'prefix').slice(0, -1))
  );
  const kept = entries(wanted);
  const missing = directories.filter((directory) => !kept.some((entry) => covers(entry, queue, `${directory}/`)));
  const overlapping = kept.filter((entry) => missing.some((directory) => overlaps(entry, `${directory}/`)));
  wanted.QueueConfigurations = [
    ...wanted.QueueConfigurations,
    ...missing.map((directory) => ({
      Id: ID_PREFIX + directory,
      QueueArn: queue,
      Events: [CREATED],
      Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: `${directory}/` }] } },
    })),
  ];
  return { wanted, added: missing.length, overlapping };
};

module.exports = { merge, without };
