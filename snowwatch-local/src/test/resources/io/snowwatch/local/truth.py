"""Answers from what boto3 sees, without anything of SnowWatch: {question: [ids]}.

    truth.py seed ENDPOINT ACCOUNT      adds users and policies that questions are about
    truth.py answer < describe.py's     prints the answers
"""

import json
import sys

STAR = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
KMS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["kms:*", "s3:Get*"], "Resource": ["*"]}]}


def seed(endpoint, account):
    import boto3

    iam = boto3.Session(aws_access_key_id="moto", aws_secret_access_key="moto").client(
        "iam", region_name="us-east-1", endpoint_url=endpoint)
    iam.meta.events.register(
        "before-sign.*.*", lambda request, **_: request.headers.add_header("x-moto-account-id", account))
    star = iam.create_policy(PolicyName="star", PolicyDocument=json.dumps(STAR))["Policy"]["Arn"]
    iam.create_policy(PolicyName="idle-star", PolicyDocument=json.dumps(STAR))
    iam.create_policy(PolicyName="keys", PolicyDocument=json.dumps(KMS))
    for name in ("direct", "inline", "member"):
        iam.create_user(UserName=name)
    iam.create_group(GroupName="admins")
    iam.add_user_to_group(GroupName="admins", UserName="member")
    iam.attach_group_policy(GroupName="admins", PolicyArn=star)
    iam.attach_user_policy(UserName="direct", PolicyArn=star)
    iam.put_user_policy(UserName="inline", PolicyName="all", PolicyDocument=json.dumps(STAR))


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def allows_all(document):
    return any(s.get("Effect") == "Allow" and {"*", "*:*"} & set(listed(s.get("Action"))) and "*" in listed(s.get("Resource"))
               for s in listed(document.get("Statement")))


def document(policy):
    return next(v["Document"] for v in policy["PolicyVersionList"] if v["IsDefaultVersion"])


def opens(group, ports, member, open_to):
    for rule in group["IpPermissions"]:
        if any(r[member[1]] == open_to for r in rule.get(member[0], [])):
            first, last = (0, 65535) if rule["IpProtocol"] == "-1" else (rule.get("FromPort", -1), rule.get("ToPort", -1))
            if any(first <= p <= last for p in ports):
                return True
    return False


def answers(found):
    groups, instances = found["security_groups"].values(), found["ec2_instances"].values()
    balancers, users = found["load_balancers"].values(), found["iam_users"].values()
    iam_groups, policies = found["iam_groups"].values(), found["iam_policies"].values()
    v4, v6 = ("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")
    grouped = {name for u in users for name in u.get("GroupList", [])}
    administrators = {g["GroupName"] for g in iam_groups
                      if any(p["PolicyArn"].endswith("/star") for p in g["AttachedManagedPolicies"])}
    custom = [p for p in policies if ":aws:policy/" not in p["Arn"]]
    balancer = lambda b: b.get("LoadBalancerArn", b["LoadBalancerName"]) if "Type" in b else b["LoadBalancerName"]
    id_of = lambda b: (b["Region"]["RegionName"], balancer(b))
    all_of = lambda p: allows_all(document(p))
    return {
        "SG01": [g["GroupId"] for g in groups if opens(g, (22, 3389), v4, "0.0.0.0/0")],
        "SG02": [g["GroupId"] for g in groups if opens(g, (22, 3389), v6, "::/0")],
        "SG03": [g["GroupId"] for g in groups if g["GroupName"] == "default" and (g["IpPermissions"] or g["IpPermissionsEgress"])],
        "EC03": [i["InstanceId"] for i in instances if "IamInstanceProfile" not in i and i["State"]["Name"] in ("pending", "running", "stopped")],
        "EC04": [i["InstanceId"] for i in instances if i.get("PublicIpAddress") or any(
            n.get("Association", {}).get("PublicIp") or n.get("Ipv6Addresses") for n in i["NetworkInterfaces"])],
        "LB04": [balancer(b) for b in balancers if not (b["Listeners"] if "Type" in b else b["ListenerDescriptions"])],
        "LB05": [balancer(b) for b in balancers if len(b["AvailabilityZones"]) < 2],
        "IA01": [p["Arn"] for p in custom if all_of(p) and p["AttachmentCount"] > 0],
        "IA03": [u["UserName"] for u in users if any(allows_all(p["PolicyDocument"]) for p in u.get("UserPolicyList", []))],
        "IA04": [p["Arn"] for p in custom if all_of(p) and p["AttachmentCount"] == 0],
        "IA05": [u["UserName"] for u in users if u.get("UserPolicyList") or u["AttachedManagedPolicies"]],
        "IA06": [u["UserName"] for u in users if not u["MFADevices"]],
        "IA07": [u["UserName"] for u in users if not u["MFADevices"] and (
            set(u.get("GroupList", [])) & administrators or u["UserName"] in ("direct", "inline"))],
        "IA19": [p["Arn"] for p in custom if p["Arn"].endswith("/keys")],
        "IA21": [g["GroupName"] for g in iam_groups if g["GroupName"] not in grouped],
        "IA22": [p["Arn"] for p in custom if p["AttachmentCount"] == 0 and not p.get("PermissionsBoundaryUsageCount")],
        "SELECT GROUP_ID || PROTOCOL || FROM_PORT || PEER FROM SECURITY_GROUP_RULES WHERE DIRECTION = 'ingress' AND PROTOCOL = 'tcp'": [
            g["GroupId"] + "tcp" + str(r["FromPort"]) + x[m[1]] for g in groups for r in g["IpPermissions"] if r["IpProtocol"] == "tcp"
            for m in (v4, v6) for x in r.get(m[0], [])],
        "SELECT RESOURCE_ID || TAG_KEY || TAG_VALUE FROM RESOURCE_TAGS WHERE RESOURCE_TYPE = 'AWS::EC2::Instance'": [
            i["InstanceId"] + t["Key"] + t["Value"] for i in instances for t in i.get("Tags", [])],
        "SELECT LOAD_BALANCER_NAME || PORT FROM LOAD_BALANCER_LISTENERS": [
            b["LoadBalancerName"] + str(p) for b in balancers for p in (
                [x["Port"] for x in b["Listeners"]] if "Type" in b else
                [x["Listener"]["LoadBalancerPort"] for x in b["ListenerDescriptions"]])],
    }


if sys.argv[1] == "seed":
    seed(*sys.argv[2:])
else:
    json.dump(answers(json.load(open(sys.argv[2], encoding="utf-8"))), sys.stdout)
