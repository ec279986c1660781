"""Prints what boto3 sees of an account: {dataset: {id: resource}}, as the AWS CLI would."""

import datetime
import json
import sys

import boto3
from botocore.config import Config

endpoint, account = sys.argv[1], sys.argv[2]
regions = sys.argv[3].split(",")
session = boto3.Session(aws_access_key_id="moto", aws_secret_access_key="moto")


def client(service, region):
    made = session.client(service, region_name=region, endpoint_url=endpoint, config=Config())
    made.meta.events.register("before-sign.*.*", choose_account)
    return made


def choose_account(request, **_):
    request.headers["x-moto-account-id"] = account


def every(made, operation, member, **arguments):
    for page in made.get_paginator(operation).paginate(**arguments):
        yield from page.get(member, [])


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    raise TypeError(repr(value))


found = {name: {} for name in
         ("ec2_instances", "security_groups", "load_balancers",
          "iam_users", "iam_groups", "iam_roles", "iam_policies")}

described = {r["RegionName"]: r for r in
             client("ec2", "us-east-1").describe_regions(AllRegions=True)["Regions"]}
for region in regions:
    ec2 = client("ec2", region)
    where = {"AccountId": account, "Region": described[region]}
    for reservation in every(ec2, "describe_instances", "Reservations"):
        for instance in reservation["Instances"]:
            names = [t["Value"] for t in instance.get("Tags", []) if t["Key"] == "Name"]
            found["ec2_instances"][instance["InstanceId"]] = {
                **instance, **where, "InstanceName": names[0] if names else "",
                "ReservationId": reservation["ReservationId"]}
    for group in every(ec2, "describe_security_groups", "SecurityGroups"):
        found["security_groups"][group["GroupId"]] = {**group, **where}
    for balancer in every(client("elb", region), "describe_load_balancers", "LoadBalancerDescriptions"):
        found["load_balancers"][region + balancer["LoadBalancerName"]] = {**balancer, **where}
    elbv2 = client("elbv2", region)
    for balancer in every(elbv2, "describe_load_balancers", "LoadBalancers"):
        arn = balancer["LoadBalancerArn"]
        found["load_balancers"][arn] = {
            **balancer, **where,
            "Listeners": list(every(elbv2, "describe_listeners", "Listeners", LoadBalancerArn=arn))}

iam = client("iam", "us-east-1")
for page in iam.get_paginator("get_account_authorization_details").paginate():
    for user in page["UserDetailList"]:
        found["iam_users"][user["UserId"]] = {
            **user, "AccountId": account,
            "MFADevices": list(every(iam, "list_mfa_devices", "MFADevices", UserName=user["UserName"]))}
    for dataset, member, identity in (("iam_groups", "GroupDetailList", "GroupId"),
                                      ("iam_roles", "RoleDetailList", "RoleId"),
                                      ("iam_policies", "Policies", "Arn")):
        for resource in page[member]:
            found[dataset][resource[identity]] = {**resource, "AccountId": account}

json.dump(found, sys.stdout, default=plain)
