'use strict';

// Refuses settings that cannot work, or that a deployment would forget; and tells a bucket that is not the stack's whom
// to notify. Works with osls 4 and Serverless 3 and 4, and needs no package of its own.

const { call } = require('./aws.js');
const { declared, fault, given, read } = require('./settings.js');
const { keep } = require('./kept.js');
const { merge } = require('./notifications.js');
const directories = require('../rendered/directories.json');

const SNOWFLAKE_ID = 'snowwatch-snowflake-';
// What S3 says while the queue's policy is not known everywhere yet.
const NOT_YET = /Unable to validate the following destination/;
const ATTEMPTS = 6;

class Settings {
  constructor(serverless, options) {
    this.serverless = serverless;
    this.options = options || {};
    // What Serverless resolves first has been checked there; this is for whatever it does not resolve.
    this.settings = read(this.stage(), this.options);
    this.hooks = {
      'before:deploy:deploy': async () => {
        await this.refuseToForget();
        await this.refuseWhatIsTaken();
        await this.refuseToOverlap();
        await this.keepNotifications();
      },
      'after:deploy:deploy': () => this.notify(),
      'before:remove:remove': () => this.notifyNoMore(),
    };
  }

  stage() {
    return this.options.stage || 'prod';
  }

  aws() {
    return this.serverless.getProvider('aws');
  }

  stack() {
    return this.aws().naming.getStackName();
  }

  say(line) {
    // Serverless 3 and its forks write what plugins say to standard error.
    process.stderr.write(`SnowWatch: ${line}\n`);
  }

  /** What the stack was deployed with and nobody says now would fall back to the default. */
  async refuseToForget() {
    let before;
    try {
      const { TemplateBody } = await call(this.aws(), 'CloudFormation', 'getTemplate', {
        StackName: this.stack(),
      });
      const { Metadata = {}, Resources = {} } = JSON.parse(TemplateBody);
      before = given(Metadata.SnowWatch || {});
      this.queueBefore = before.snowpipeQueue;
      this.started = `${new Date().toISOString().slice(0, 19)}Z`;
      this.replacesHelper = Object.values(Resources).some(({ Type }) => Type === 'Custom::S3');
    } catch (error) {
      if (/does not exist/.test(error.message)) {
        this.isNew = true;
      } else {
        this.say(`what the stack was deployed with is not known: ${error.message}`);
      }
      return;
    }
    const problems = declared
      .filter(({ name }) => name in before && !(name in this.settings.given))
      .filter((setting) => before[setting.name] !== setting.default)
      .map(
        (setting) =>
          `${setting.name} is '${before[setting.name]}' in the stack, and neither settings.yml nor --param gives it now: ` +
          `add \`${setting.name}: '${before[setting.name]}'\` to settings.yml, or '${setting.default}' to go back to the default.`
      );
    if (problems.length > 0) throw fault(problems);
  }

  /** The name of the bucket, as CloudFormation fills it in. */
  async bucket() {
    return this.settings.values.bucket
      .replaceAll('${AWS::AccountId}', await this.aws().getAccountId())
      .replaceAll('${AWS::Region}', this.aws().getRegion());
  }

  logFilesId() {
    return `snowwatch-log-files-${this.stack()}`;
  }

  /** What a bucket that is not the stack's is to tell of: log files to the stack, records to Snowflake. */
  async wanted() {
    const { fanOut, logFilesTopic, snowpipeQueue } = this.settings.values;
    const region = this.aws().getRegion();
    const partition = { cn: 'aws-cn', us: region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws' }[region.slice(0, 2)] || 'aws';
    const account = await this.aws().getAccountId();
    const topic = fanOut === 'true';
    const wanted = [];
    if (logFilesTopic === '') {
      for (const directory of directories.logFiles) {
        wanted.push({
          id: this.logFilesId(),
          kind: topic ? 'TopicConfigurations' : 'QueueConfigurations',
          target: `arn:${partition}:${topic ? 'sns' : 'sqs'}:${region}:${account}:${this.stack()}-log-files`,
          prefix: `${directory}/`,
        });
      }
    }
    if (snowpipeQueue !== '') {
      for (const directory of directories.records) {
        wanted.push({
          id: SNOWFLAKE_ID + directory,
          kind: 'QueueConfigurations',
          target: snowpipeQueue,
          prefix: `${directory}/`,
        });
      }
    }
    return wanted;
  }

  /** An entry that tells this stack of log files, by itself or as former versions had it. */
  tellsOfLogFiles(entry) {
    return (
      entry.id === this.logFilesId() ||
      entry.target.endsWith(`:${this.stack()}-log-files`) ||
      (entry.kind === 'LambdaFunctionConfigurations' && entry.target.endsWith(`:function:${this.stack()}-monitorCloudtrail`))
    );
  }

  /** The bucket's name, and its notifications as they are and as they should be. */
  async merged() {
    const bucket = await this.bucket();
    // Without a queue here, what 'snowwatch snowflake apply' has set up stays.
    const snowflake = this.settings.values.snowpipeQueue !== '';
    const merged = merge(
      await this.notifications(bucket),
      await this.wanted(),
      (entry) => this.tellsOfLogFiles(entry) || (snowflake && entry.id.startsWith(SNOWFLAKE_ID))
    );
    if (merged.overlapping.length > 0) {
      throw fault(merged.overlapping.map((pair) => this.overlap(bucket, pair)));
    }
    return { bucket, ...merged };
  }

  overlap(bucket, { entry, want }) {
    const refused =
      `The bucket ${bucket} already notifies ${entry.target} of ${entry.events.join(', ')} below '${entry.prefix}', and S3 ` +
      'refuses a second entry for the same objects: ';
    if (want.id.startsWith(SNOWFLAKE_ID)) {
      return `${refused}take it away, or let both listen to an SNS topic with 'snowwatch snowflake apply'.`;
    }
    return entry.kind === 'TopicConfigurations'
      ? `${refused}listen to that topic too, with \`logFilesTopic: '${entry.target}'\` in settings.yml.`
      : `${refused}take it away; or let it be an SNS topic to which that target is subscribed, and give the topic's ARN as ` +
          'logFilesTopic. (Where it is the queue of another SnowWatch stack, deploy that one with fanOut: true.)';
  }

  /** A bucket that is there cannot be created, and CloudFormation says so when half of the stack is made. */
  async refuseWhatIsTaken() {
    if (!this.isNew || this.settings.values.createBucket === 'false') return;
    const bucket = await this.bucket();
    let whose = 'in this account: another stage or Region has it, or a stack that was removed has left it';
    try {
      await call(this.aws(), 'S3', 'headBucket', { Bucket: bucket });
    } catch (error) {
      const status =
        (error.$metadata && error.$metadata.httpStatusCode) ||
        error.statusCode ||
        (error.providerError && error.providerError.statusCode);
      if (status === 404) return;
      if (status === 403) whose = 'and you may not look at it: it is another account\'s, or its policy keeps you out';
      else if (status !== 301) {
        this.say(`whether the bucket ${bucket} is taken is not known: ${error.message}`);
        return;
      }
    }
    throw fault([
      `The bucket ${bucket} is there already, ${whose}. In settings.yml, give \`createBucket: 'false'\` to use it and its data ` +
        `(with \`createTrail: 'false'\` if a trail delivers to it), or this stack another one: \`bucket: '${bucket}-${this.stage()}'\`; ` +
        "a second stage also needs `createTrail: 'false'` and a `snowflakeRole` of its own.",
    ]);
  }

  /** Rather before the deployment than after it. */
  async refuseToOverlap() {
    if (this.settings.values.createBucket === 'false') await this.merged();
  }

  /** The stack sets the whole list of its own bucket: what others have put there goes into the template. */
  async keepNotifications() {
    if (this.settings.values.createBucket === 'false') return;
    const { S3BucketSnowwatch } = this.serverless.service.provider.compiledCloudFormationTemplate.Resources;
    const bucket = await this.bucket();
    let found;
    try {
      found = await this.notifications(bucket);
    } catch (error) {
      // It is not there yet, or whoever deploys may not look: then nothing is kept, as without this.
      if (!/NoSuchBucket|does not exist/.test(`${error.name} ${error.code} ${error.message}`)) {
        this.say(`what others have the bucket ${bucket} notify is not known, and not kept: ${error.message}`);
      }
      return;
    }
    const { snowpipeQueue } = this.settings.values;
    const isOurs = (entry) =>
      this.tellsOfLogFiles(entry) ||
      entry.target.includes(`:${this.stack()}-`) ||
      (entry.target !== '' && [snowpipeQueue, this.queueBefore].includes(entry.target)) ||
      (snowpipeQueue !== '' && entry.id.startsWith(SNOWFLAKE_ID));
    const none = merge(found, [], isOurs);
    const overlapping = merge(found, await this.wanted(), isOurs).overlapping;
    if (overlapping.length > 0) throw fault(overlapping.map((pair) => this.overlap(bucket, pair)));
    const { Properties } = S3BucketSnowwatch;
    Properties.NotificationConfiguration = keep(
      Properties.NotificationConfiguration || {},
      none.kept,
      found.EventBridgeConfiguration !== undefined
    );
    if (none.kept.length > 0) {
      this.say(`the bucket ${bucket} goes on notifying ${none.kept.map((entry) => entry.target).join(', ')}`);
    }
  }

  async notify() {
    if (this.settings.values.createBucket === 'true') return;
    const { bucket, wanted, changes, added } = await this.merged();
    if (!changes) return;
    await this.write(bucket, wanted);
    for (const target of new Set(added.map((each) => each.target))) {
      const prefixes = added.filter((each) => each.target === target).map((each) => each.prefix);
      this.say(`the bucket ${bucket} now notifies ${target} of new objects below ${prefixes.join(', ')}`);
    }
    if (this.replacesHelper) {
      this.say(
        `From ${this.started} until now, there may have been a while in which nobody was told of new log files. For those that came then: aws lambda invoke ` +
          `--function-name ${this.stack()}-monitorCloudtrail --invocation-type Event --cli-binary-format raw-in-base64-out ` +
          `--payload '{"prefix": "${directories.logFiles[0]}/", "from": "${this.started}"}' /dev/null`
      );
    }
  }

  async notifyNoMore() {
    if (this.settings.values.createBucket === 'true') return;
    const bucket = await this.bucket();
    const { wanted, changes } = merge(
      await this.notifications(bucket),
      [],
      (entry) => this.tellsOfLogFiles(entry) || entry.id.startsWith(SNOWFLAKE_ID)
    );
    if (changes) await this.write(bucket, wanted);
  }

  async notifications(bucket) {
    const { ResponseMetadata, $metadata, ...configuration } = await call(
      this.aws(),
      'S3',
      'getBucketNotificationConfiguration',
      { Bucket: bucket }
    );
    return configuration;
  }

  async write(bucket, wanted) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await call(this.aws(), 'S3', 'putBucketNotificationConfiguration', {
          Bucket: bucket,
          NotificationConfiguration: wanted,
        });
        break;
      } catch (error) {
        if (!NOT_YET.test(error.message) || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
      }
    }
    const count = (configuration) => Object.values(configuration).flat().length;
    if (count(await this.notifications(bucket)) !== count(wanted)) {
      throw fault([
        `The notifications of the bucket ${bucket} are not what was written: somebody changes them at the same time. Deploy again.`,
      ]);
    }
  }
}

module.exports = Settings;
