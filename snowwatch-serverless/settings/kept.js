'use strict';

// The notifications of others on a bucket that is the stack's: CloudFormation sets the whole list, so a deployment that
// changes it would take them away. They go into the list.

const LISTS = {
  QueueConfigurations: ['QueueConfigurations', 'Queue'],
  TopicConfigurations: ['TopicConfigurations', 'Topic'],
  LambdaFunctionConfigurations: ['LambdaConfigurations', 'Function'],
};

const rules = ({ prefix, suffix }) =>
  [
    ['prefix', prefix],
    ['suffix', suffix],
  ]
    .filter(([, value]) => value !== '')
    .map(([Name, Value]) => ({ Name, Value }));

/** An entry as a template has it: without a name, and one for each event. */
const inTemplate = (entry, target) =>
  entry.events.map((Event) => ({
    Event,
    ...(rules(entry).length > 0 && { Filter: { S3Key: { Rules: rules(entry) } } }),
    [target]: entry.target,
  }));

/** The entries of a list in a template, which may stand under a condition as a whole. */
const entriesOf = (list) => {
  if (list === undefined || Array.isArray(list)) return list || [];
  const [condition, listed, otherwise] = list['Fn::If'];
  return listed.map((entry) => ({ 'Fn::If': [condition, entry, otherwise] }));
};

/**
 * A bucket's notifications in a template, with those of others.
 *
 * @param {object} notifications the NotificationConfiguration of the template; not changed
 * @param {object[]} others entries as notifications.js reads them
 * @param {boolean} eventBridge whether the bucket tells EventBridge too
 * @returns {object} the NotificationConfiguration with all of them
 */
const keep = (notifications, others, eventBridge) => {
  const kept = { ...notifications };
  for (const entry of others) {
    const [list, target] = LISTS[entry.kind];
    kept[list] = [...entriesOf(kept[list]), ...inTemplate(entry, target)];
  }
  if (eventBridge && !kept.EventBridgeConfiguration) {
    kept.EventBridgeConfiguration = { EventBridgeEnabled: true };
  }
  return kept;
};

module.exports = { keep };
