"""What anybody would write with boto3: the inventory as JSON lines, in as many threads as are given.

    python3 harvest.py ENDPOINT THREADS TARGET    TARGET is a folder or s3://bucket
"""
import concurrent.futures
import datetime
import gzip
import json
import os
import sys
import threading

import boto3
import botocore.config

ENDPOINT, THREADS, TARGET = sys.argv[1], int(sys.argv[2]), sys.argv[3]
CONFIG = botocore.config.Config(max_pool_connections=max(10, THREADS), s3={"addressing_style": "path"})
session = boto3.Session(region_name="us-east-1")
lock = threading.Lock()
clients = {}


def client(service, region="us-east-1"):
    # A session is not to be used by several threads.
    with lock:
        if (service, region) not in clients:
            clients[service, region] = session.client(service, region, endpoint_url=ENDPOINT, config=CONFIG)
        return clients[service, region]


def pages(of, operation, result, size=None, **parameters):
    if size:
        parameters["PaginationConfig"] = {"PageSize": size}
    for page in of.get_paginator(operation).paginate(**parameters):
        yield from page[result]


def plain(value):
    if isinstance(value, datetime.datetime):
        precision = "milliseconds" if value.microsecond else "seconds"
        return value.astimezone(datetime.timezone.utc).isoformat(timespec=precision).replace("+00:00", "Z")
    raise TypeError(value)


def write(directory, name, records):
    if not records:
        return
    lines = gzip.compress("".join(json.dumps(r, default=plain) + "\n" for r in records).encode(), 6)
    key = f"{directory}/account={account}/{name}.json.gz"
    if TARGET.startswith("s3://"):
        client("s3").put_object(Bucket=TARGET[5:], Key=key, Body=lines)
    else:
        path = os.path.join(TARGET, key)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(lines)


def regional(directory, region, records):
    for record in records:
        record.update(Region=region, AccountId=account)
    writes.append((directory, region["RegionName"], records))


def instances(region):
    records = []
    for reservation in pages(client("ec2", region["RegionName"]), "describe_instances", "Reservations", 1000):
        for instance in reservation["Instances"]:
            instance["InstanceName"] = next((t["Value"] for t in instance.get("Tags", []) if t["Key"] == "Name"), "")
            instance["ReservationId"] = reservation["ReservationId"]
            records.append(instance)
    regional("ec2_monitoring", region, records)


def groups(region):
    ec2 = client("ec2", region["RegionName"])
    regional("security_group_monitoring", region, list(pages(ec2, "describe_security_groups", "SecurityGroups", 1000)))


def balancers(region):
    classic = client("elb", region["RegionName"])
    modern = client("elbv2", region["RegionName"])
    records = list(pages(classic, "describe_load_balancers", "LoadBalancerDescriptions", 400))
    for balancer in pages(modern, "describe_load_balancers", "LoadBalancers", 400):
        records.append(balancer)
        further.append(lambda of=balancer: listeners(modern, of))
    regional("elb_monitoring", region, records)


def listeners(elb, balancer):
    arn = balancer["LoadBalancerArn"]
    balancer["Listeners"] = list(pages(elb, "describe_listeners", "Listeners", 400, LoadBalancerArn=arn))


def users():
    iam = client("iam")
    records = list(pages(iam, "get_account_authorization_details", "UserDetailList", 1000, Filter=["User"]))
    for user in records:
        user["AccountId"] = account
        further.append(lambda of=user: devices(iam, of))
    writes.append(("iam_monitoring/users", "global", records))


def devices(iam, user):
    user["MFADevices"] = list(pages(iam, "list_mfa_devices", "MFADevices", 1000, UserName=user["UserName"]))


def others():
    records = {"GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    filter_ = ["Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"]
    paginator = client("iam").get_paginator("get_account_authorization_details")
    for page in paginator.paginate(Filter=filter_, PaginationConfig={"PageSize": 1000}):
        for member in records:
            records[member] += page[member]
    for member, name in [("GroupDetailList", "groups"), ("RoleDetailList", "roles"), ("Policies", "policies")]:
        for record in records[member]:
            record["AccountId"] = account
        writes.append(("iam_monitoring/" + name, "global", records[member]))


def do(tasks):
    if THREADS == 1:
        for task in tasks:
            task()
    else:
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            for future in [pool.submit(task) for task in tasks]:
                future.result()


account = client("sts").get_caller_identity()["Account"]
if TARGET.startswith("s3://"):
    client("s3").head_bucket(Bucket=TARGET[5:])
further, writes = [], []
tasks = [users, others]
for region in client("ec2").describe_regions(AllRegions=True)["Regions"]:
    tasks += [lambda of=region: balancers(of), lambda of=region: instances(of), lambda of=region: groups(of)]
do(tasks)
do(further)
do([lambda of=each: write(*of) for each in writes])
