'use strict';

// Refuses settings that cannot work, or that a deployment would forget; and tells a bucket that is not the stack's of
// Snowflake's queue. Works with osls 4 and Serverless 3 and 4, and needs no package of its own.

const { call } = require('./aws.js');
const { declared, fault, given, read } = require('./settings.js');
const { merge, without } = require('./notifications.js');
const notified = require('../rendered/directories.json');

class Settings {
  constructor(serverless, options) {
    this.serverless = serverless;
    this.options = options || {};
    // What Serverless resolves first has been checked there; this is for whatever it does not resolve.
    this.settings = read(this.stage(), this.options);
    this.hooks = {
      'before:deploy:deploy': () => this.refuseToForget(),
      'after:deploy:deploy': () => this.notifySnowflake(),
      'before:remove:remove': () => this.notifySnowflakeNoMore(),
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
      const { Metadata = {} } = JSON.parse(TemplateBody);
      before = given(Metadata.SnowWatch || {});
    } catch (error) {
      if (!/does not exist/.test(error.message)) {
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

  async notifySnowflake() {
    const queue = this.settings.values.snowpipeQueue;
    if (this.settings.values.createBucket === 'true' || queue === '') return;
    const bucket = await this.bucket();
    const found = await this.notifications(bucket);
    const { wanted, added, overlapping } = merge(found, queue, notified);
    if (overlapping.length > 0) {
      throw fault(
        overlapping.map(
          (entry) =>
            `The bucket ${bucket} already notifies ${entry.target} of ${entry.events.join(', ')} below '${entry.prefix}', and S3 ` +
            "refuses a second entry for the same objects: take it away, or let both listen to an SNS topic with 'snowwatch snowflake apply'."
        )
      );
    }
    if (added > 0) {
      await this.write(bucket, wanted);
      this.say(`the bucket ${bucket} now notifies ${queue} of new objects in ${added} directories.`);
    }
  }

  async notifySnowflakeNoMore() {
    if (this.settings.values.createBucket === 'true') return;
    const bucket = await this.bucket();
    const found = await this.notifications(bucket);
    const { wanted, removed } = without(found);
    if (removed > 0) await this.write(bucket, wanted);
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
    await call(this.aws(), 'S3', 'putBucketNotificationConfiguration', {
      Bucket: bucket,
      NotificationConfiguration: wanted,
    });
    const count = (configuration) => Object.values(configuration).flat().length;
    if (count(await this.notifications(bucket)) !== count(wanted)) {
      throw fault([
        `The notifications of the bucket ${bucket} are not what was written: somebody changes them at the same time. Deploy again.`,
      ]);
    }
  }
}

module.exports = Settings;
