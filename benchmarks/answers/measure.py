#!/usr/bin/env python3
"""Asks the local engine, jq and Python the same of the same files, and says what the files weigh.

    mvn -q -DskipTests -DskipITs package -pl snowwatch-cli -am
    benchmarks/answers/measure.py [RECORDS]          # 100000 unless given; needs jq

Prints the tables that stand in docs/benchmarks.md and the bytes that docs/cost-snowflake.md reckons with.
"""
import glob, gzip, json, os, resource, shutil, subprocess, sys, tempfile, time

ACCOUNT, REGION, OBJECT = "123456789012", "eu-west-1", 25_000
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def instance(i):
    """A record as DescribeInstances gives it: some 2.5 KB."""
    ip = "10.%d.%d.%d" % (i >> 16 & 255, i >> 8 & 255, i & 255)
    public = {"PublicIpAddress": "198.51.%d.%d" % (i >> 8 & 255, i & 255)} if i % 7 == 0 else {}
    groups = [{"GroupId": "sg-%017x" % (i % 400), "GroupName": "group-%d" % (i % 400)}]
    return {
        "AmiLaunchIndex": 0, "Architecture": "x86_64", "BootMode": "uefi-preferred", "ClientToken": "%032x" % (i * 2654435761),
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"AttachTime": "2026-10-01T08:00:00Z", "DeleteOnTermination": i % 9 > 0,
                                 "Status": "attached", "VolumeId": "vol-%017x" % i}}],
        "CapacityReservationSpecification": {"CapacityReservationPreference": "open"}, "CpuOptions": {"CoreCount": 1, "ThreadsPerCore": 2},
        "CurrentInstanceBootMode": "uefi", "EbsOptimized": True, "EnaSupport": True, "EnclaveOptions": {"Enabled": False},
        "HibernationOptions": {"Configured": False}, "Hypervisor": "xen",
        "IamInstanceProfile": {"Arn": "arn:aws:iam::%s:instance-profile/app-%d" % (ACCOUNT, i % 50), "Id": "AIPA%017d" % (i % 50)},
        "ImageId": "ami-%017x" % (i % 30), "InstanceId": "i-%017x" % i, "InstanceType": "m7i.large", "KeyName": "ops",
        "LaunchTime": "2026-10-01T08:00:00Z", "MaintenanceOptions": {"AutoRecovery": "default"},
        "MetadataOptions": {"HttpEndpoint": "enabled", "HttpProtocolIpv6": "disabled", "HttpPutResponseHopLimit": 1 + i % 2,
                            "HttpTokens": "optional" if i % 11 == 0 else "required", "InstanceMetadataTags": "disabled", "State": "applied"},
        "Monitoring": {"State": "disabled"},
        "NetworkInterfaces": [{
            "Attachment": {"AttachTime": "2026-10-01T08:00:00Z", "AttachmentId": "eni-attach-%017x" % i, "DeleteOnTermination": True,
                           "DeviceIndex": 0, "NetworkCardIndex": 0, "Status": "attached"},
            "Description": "", "Groups": groups, "InterfaceType": "interface", "Ipv6Addresses": [],
            "MacAddress": "0a:%02x:%02x:%02x:%02x:%02x" % tuple(i >> s & 255 for s in (32, 24, 16, 8, 0)),
            "NetworkInterfaceId": "eni-%017x" % i, "OwnerId": ACCOUNT, "PrivateDnsName": "ip-%s.ec2.internal" % ip.replace(".", "-"),
            "PrivateIpAddress": ip, "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": ip}], "SourceDestCheck": True,
            "Status": "in-use", "SubnetId": "subnet-%017x" % (i % 90), "VpcId": "vpc-%017x" % (i % 12)}],
        "Placement": {"AvailabilityZone": "eu-west-1%s" % "abc"[i % 3], "GroupName": "", "Tenancy": "default"},
        "PlatformDetails": "Linux/UNIX", "PrivateDnsName": "ip-%s.ec2.internal" % ip.replace(".", "-"), "PrivateIpAddress": ip,
        "RootDeviceName": "/dev/xvda", "RootDeviceType": "ebs", "SecurityGroups": groups, "SourceDestCheck": True,
        "State": {"Code": 16, "Name": "running"}, "StateTransitionReason": "", "SubnetId": "subnet-%017x" % (i % 90),
        "Tags": [{"Key": "Name", "Value": "web-%d" % i}, {"Key": "Team", "Value": "team-%d" % (i % 40)},
                 {"Key": "aws:autoscaling:groupName", "Value": "asg-%d" % (i % 300)}],
        "UsageOperation": "RunInstances", "VirtualizationType": "hvm", "VpcId": "vpc-%017x" % (i % 12),
        **public, "ReservationId": "r-%017x" % i, "AccountId": ACCOUNT, "InstanceName": "web-%d" % i,
        "Region": {"RegionName": REGION, "Endpoint": "ec2.eu-west-1.amazonaws.com", "OptInStatus": "opt-in-not-required"}}


def write(folder, records):
    """The folder of one harvest; the bytes before and after compression."""
    plain = packed = 0
    keys = []
    for part, first in enumerate(range(0, records, OBJECT), 1):
        key = "ec2_monitoring/account=%s/region=%s/run=r1/part=%04d/2026-11-24T00:00:00.000000.json.gz" % (ACCOUNT, REGION, part)
        keys.append(key)
        path = os.path.join(folder, key)
        os.makedirs(os.path.dirname(path))
        text = "".join(json.dumps(instance(i), separators=(",", ":")) + "\n" for i in range(first, min(records, first + OBJECT)))
        with gzip.open(path, "wb", 6) as out:
            out.write(text.encode())
        plain += len(text)
        packed += os.path.getsize(path)
    path = os.path.join(folder, "harvest_monitoring/account=%s/region=global/run=r1/part=0001/2026-11-24T00:00:00.000000.json.gz" % ACCOUNT)
    os.makedirs(os.path.dirname(path))
    with gzip.open(path, "wt") as out:
        out.write(json.dumps({"RunId": "r1", "Dataset": "ec2_instances", "AccountId": ACCOUNT, "RegionName": REGION,
                              "Outcome": "SUCCEEDED", "RecordCount": records, "ObjectKeys": keys}) + "\n")
    return plain, packed


PYTHON = """
import glob, gzip, json, sys
n = 0
for path in glob.glob(sys.argv[1] + "/ec2_monitoring/**/*.json.gz", recursive=True):
    for line in gzip.open(path):
        o = json.loads(line).get("MetadataOptions", {})
        n += o.get("HttpEndpoint") == "enabled" and o.get("HttpTokens") != "required"
print(n)
"""


def timed(name, command, said):
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    done = subprocess.run(command, capture_output=True, text=True)
    wall, after = time.time() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit("%s failed: %s" % (name, done.stderr[-2000:]))
    found = said(done.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print("| %s | %.1f | %.1f | %s |" % (name, wall, cpu, found), flush=True)


def main():
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    commands = glob.glob(os.environ.get("SNOWWATCH", ROOT + "/snowwatch-cli/target/snowwatch-*/bin/snowwatch"))
    if not commands:
        sys.exit("There is no command: run mvn -q -DskipTests -DskipITs package -pl snowwatch-cli -am.")
    folder = tempfile.mkdtemp(prefix="snowwatch-answers-")
    try:
        plain, packed = write(folder, records)
        print("%d records: %d bytes each, %d with gzip" % (records, plain // records, packed // records))
        print("| | wall, s | processor, s | instances that allow IMDSv1 |\n|---|---:|---:|---:|")
        check = [commands[0], "check", "--in", folder]
        summary = lambda out: next(l for l in out.splitlines() if l.startswith("FAIL")).split(",")[0].split()[1]
        timed("`snowwatch check --check EC01`", check + ["--check", "EC01"], summary)
        jq = "find %s/ec2_monitoring -name '*.gz' | xargs zcat | jq -c 'select(.MetadataOptions.HttpEndpoint == \"enabled\" and .MetadataOptions.HttpTokens != \"required\") | .InstanceId' | wc -l" % folder
        timed("jq", ["sh", "-c", jq], str.strip)
        timed("Python", [sys.executable, "-c", PYTHON, folder], str.strip)
        timed("`snowwatch check`, every check", check, lambda out: "")
    finally:
        shutil.rmtree(folder)


main()
