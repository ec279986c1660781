'use strict';

// Calls to AWS as whoever deploys, with what the tool has at hand: osls brings clients of the SDK's third version,
// Serverless a method of its own.

const CLIENTS = {
  CloudFormation: ['@aws-sdk/client-cloudformation', 'CloudFormationClient'],
  S3: ['@aws-sdk/client-s3', 'S3Client'],
};

/** A package that the running tool has, wherever it is installed. */
const load = (name) => {
  const paths = [__dirname, ...(require.main ? require.main.paths : []), ...module.paths];
  return require(require.resolve(name, { paths }));
};

const upper = (text) => text[0].toUpperCase() + text.slice(1);

/**
 * Calls a service.
 *
 * @param {object} provider Serverless's own for AWS
 * @param {string} service CloudFormation or S3
 * @param {string} method such as getTemplateSummary
 * @param {object} input the request
 * @returns {Promise<object>} the answer
 */
const call = async (provider, service, method, input) => {
  if (typeof provider.getAwsSdkV3Config !== 'function') {
    return provider.request(service, method, input);
  }
  const [name, type] = CLIENTS[service];
  const sdk = load(name);
  const client = new sdk[type](await provider.getAwsSdkV3Config());
  try {
    return await client.send(new sdk[`${upper(method)}Command`](input));
  } finally {
    client.destroy();
  }
};

module.exports = { call };
