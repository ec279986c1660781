"""Runs `aws cloudtrail validate-logs` against an emulator.

Everything is the AWS CLI's own but for one call: ListPublicKeys, which the emulator does not have,
is answered from a file with what that call returns.
"""
import argparse
import json
import sys

import awscli.botocore.config
import awscli.botocore.session
from awscli.customizations.cloudtrail.validation import CloudTrailValidateLogs, S3ClientProvider


class EmulatorClients(S3ClientProvider):
    def __init__(self, session, region, endpoint, account):
        super().__init__(session, region)
        self._endpoint = endpoint
        self._account = account

    def _create_client(self, region_name):
        if region_name not in self._client_cache:
            client = self._session.create_client(
                "s3",
                region_name=region_name,
                endpoint_url=self._endpoint,
                aws_access_key_id="moto",
                aws_secret_access_key="moto",
                config=awscli.botocore.config.Config(s3={"addressing_style": "path"}),
            )
            client.meta.events.register(
                "before-sign.s3",
                lambda request, **_: request.headers.add_header("x-moto-account-id", self._account),
            )
            self._client_cache[region_name] = client
        return self._client_cache[region_name]


class PublishedKeys:
    def __init__(self, file):
        with open(file, encoding="utf-8") as stream:
            self._keys = json.load(stream)

    def list_public_keys(self, **_):
        return self._keys


class ValidateLogs(CloudTrailValidateLogs):
    def __init__(self, session, arguments):
        super().__init__(session)
        self._arguments = arguments

    def setup_services(self, parsed_globals):
        self._source_region = self._arguments.region
        self.s3_client_provider = EmulatorClients(
            self._session,
            self._arguments.region,
            self._arguments.endpoint,
            self._arguments.moto_account,
        )
        self.cloudtrail_client = PublishedKeys(self._arguments.keys)
        self.organization_client = None


parser = argparse.ArgumentParser()
for name in ("endpoint", "moto-account", "keys", "region", "trail-arn", "s3-bucket", "start-time", "end-time"):
    parser.add_argument("--" + name, required=True)
arguments = parser.parse_args()
arguments.s3_prefix = None
arguments.account_id = None
arguments.verbose = True
# What it prints about faults belongs to the result.
sys.stderr = sys.stdout
ValidateLogs(awscli.botocore.session.get_session(), arguments)._run_main(arguments, None)
