package io.snowwatch.benchmarks;

import io.snowwatch.catalog.Dataset;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.SnapshotKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A folder as one harvest of many accounts leaves it: instances of 2.5 KB in the API's members, and
 * the groups, balancers, users, roles and policies beside them. Every run makes the same records.
 */
final class SyntheticEstate {

  private static final Instant TIME = Instant.parse("2026-11-24T12:00:00Z");
  private static final List<String> REGIONS =
      List.of("eu-west-1", "eu-central-1", "us-east-1", "us-west-2", "ap-southeast-2");
  private static final int ACCOUNTS = 5;

  private final Path folder;
  private final List<String> runs = new ArrayList<>();

  private SyntheticEstate(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes an estate.
   *
   * @param arguments the folder, and how many instances there are
   */
  public static void main(String... arguments) throws IOException {
    write(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
  }

  /** Writes an estate with that many instances, over five accounts and five Regions. */
  static void write(Path folder, int instances) throws IOException {
    SyntheticEstate estate = new SyntheticEstate(folder);
    int scopes = ACCOUNTS * REGIONS.size();
    int scope = 0;
    for (int account = 0; account < ACCOUNTS; account++) {
      String id = "12345678901" + account;
      for (String region : REGIONS) {
        int from = (int) ((long) instances * scope / scopes);
        int to = (int) ((long) instances * (scope + 1) / scopes);
        estate.write("ec2_instances", id, region, to - from, i -> instance(from + i, id, region));
        estate.write("security_groups", id, region, 200, i -> group(i, id, region));
        estate.write("load_balancers", id, region, 40, i -> balancer(i, id, region));
        scope++;
      }
      estate.write("iam_users", id, "global", 50, i -> user(i, id));
      estate.write("iam_groups", id, "global", 5, i -> userGroup(i, id));
      estate.write("iam_roles", id, "global", 50, i -> role(i, id));
      estate.write("iam_policies", id, "global", 20, i -> policy(i, id));
    }
    estate.writeLines("harvest_runs", "123456789010", "global", estate.runs);
  }

  private void write(
      String dataset, String account, String region, int count, IntFunction<String> record)
      throws IOException {
    Path file = file(dataset, account, region);
    try (OutputStream out = open(file)) {
      for (int i = 0; i < count; i++) {
        out.write((record.apply(i) + '\n').getBytes(StandardCharsets.UTF_8));
      }
    }
    runs.add(
        """
        {"RunId":"run-1","Dataset":"%s","AccountId":"%s","RegionName":"%s","Outcome":"SUCCEEDED","RecordCount":%d,"ObjectKeys":["%s"]}"""
            .formatted(dataset, account, region, count, folder.relativize(file)));
  }

  private void writeLines(String dataset, String account, String region, List<String> lines)
      throws IOException {
    try (OutputStream out = open(file(dataset, account, region))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static OutputStream open(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return new GZIPOutputStream(Files.newOutputStream(file), 1 << 16) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }

  private Path file(String dataset, String account, String region) {
    Dataset declared = Sources.catalog().dataset(dataset);
    return folder.resolve(
        new SnapshotKey(
                BucketLayout.of(Sources.catalog()).directory(declared),
                account,
                region,
                "run-1",
                1,
                TIME)
            .render());
  }

  /**
   * Seventeen digits that differ from record to record as ids do, and are the same in every run.
   */
  private static String hex(String what, long number) {
    long mixed = (what.hashCode() * 0x9E3779B97F4A7C15L) ^ (number * 0xBF58476D1CE4E5B9L);
    mixed ^= mixed >>> 29;
    mixed *= 0x94D049BB133111EBL;
    return "%016x%x".formatted(mixed ^ (mixed >>> 32), number & 15);
  }

  private static String where(String account, String region) {
    return "\"AccountId\":\"%s\",\"Region\":{\"OptInStatus\":\"opt-in-not-required\",\"RegionName\":\"%s\",\"Endpoint\":\"ec2.%s.amazonaws.com\"}"
        .formatted(account, region, region);
  }

  private static String instance(int i, String account, String region) {
    String id = "i-" + hex("instance", i);
    String groupId = "sg-" + hex(account + region, i % 200);
    String privateIp = "10.%d.%d.%d".formatted(i >> 16 & 255, i >> 8 & 255, i & 255);
    String publicIp =
        i % 10 == 0 ? "52.%d.%d.%d".formatted(i >> 16 & 255, i >> 8 & 255, i & 255) : "";
    String association =
        publicIp.isEmpty()
            ? ""
            : "\"Association\":{\"IpOwnerId\":\"amazon\",\"PublicDnsName\":\"\",\"PublicIp\":\"%s\"},"
                .formatted(publicIp);
    String groups = "[{\"GroupId\":\"%s\",\"GroupName\":\"group-%d\"}]".formatted(groupId, i % 200);
    return """
        {"Architecture":"x86_64","BlockDeviceMappings":[{"DeviceName":"/dev/xvda","Ebs":{"AttachTime":"2026-10-01T08:00:05Z","DeleteOnTermination":%b,"Status":"attached","VolumeId":"vol-%s"}}],\
        "EbsOptimized":true,"EnaSupport":true,"Hypervisor":"xen",\
        "IamInstanceProfile":{"Arn":"arn:aws:iam::%s:instance-profile/role-%d","Id":"AIPA%s"},\
        "NetworkInterfaces":[{%s"Attachment":{"AttachTime":"2026-10-01T08:00:04Z","DeleteOnTermination":true,"DeviceIndex":0,"Status":"attached","NetworkCardIndex":0},\
        "Description":"","Groups":%s,"Ipv6Addresses":[],"MacAddress":"02:00:00:00:%02x:%02x","NetworkInterfaceId":"eni-%s","OwnerId":"%s",\
        "PrivateIpAddress":"%s","PrivateIpAddresses":[{"Primary":true,"PrivateIpAddress":"%s"}],\
        "SourceDestCheck":true,"Status":"in-use","SubnetId":"subnet-%s","VpcId":"vpc-%s","InterfaceType":"interface"}],\
        "RootDeviceName":"/dev/xvda","RootDeviceType":"ebs","SecurityGroups":%s,"SourceDestCheck":true,\
        "Tags":[{"Key":"Name","Value":"web-%d"},{"Key":"Team","Value":"team-%d"},{"Key":"Environment","Value":"production"},{"Key":"CostCenter","Value":"%d"}],\
        "VirtualizationType":"hvm","CpuOptions":{"CoreCount":2,"ThreadsPerCore":2},\
        \
        "MetadataOptions":{"State":"applied","HttpTokens":"%s","HttpPutResponseHopLimit":%d,"HttpEndpoint":"enabled","HttpProtocolIpv6":"disabled","InstanceMetadataTags":"disabled"},\
        "EnclaveOptions":{"Enabled":false},"BootMode":"uefi-preferred","PlatformDetails":"Linux/UNIX",\
        "MaintenanceOptions":{"AutoRecovery":"default"},"CurrentInstanceBootMode":"uefi",\
        "InstanceId":"%s","ImageId":"ami-0abcdef1234567890","State":{"Code":16,"Name":"%s"},"PrivateDnsName":"ip-%s.ec2.internal","PublicDnsName":"",\
        "StateTransitionReason":"","AmiLaunchIndex":0,"ProductCodes":[],"InstanceType":"m7i.xlarge","LaunchTime":"2026-10-01T08:00:04Z",\
        "Placement":{"GroupName":"","Tenancy":"default","AvailabilityZone":"%sa"},"Monitoring":{"State":"%s"},"SubnetId":"subnet-%s","VpcId":"vpc-%s","PrivateIpAddress":"%s",%s%s\
        "InstanceName":"web-%d","ReservationId":"r-%s"}"""
        .formatted(
            i % 20 != 0,
            hex("volume", i),
            account,
            i % 50,
            hex("profile", i % 50),
            association,
            groups,
            i >> 8 & 255,
            i & 255,
            hex("interface", i),
            account,
            privateIp,
            privateIp,
            hex("subnet", i % 6),
            hex("vpc", i % 3),
            groups,
            i,
            i % 40,
            i % 90,
            i % 25 == 0 ? "optional" : "required",
            i % 30 == 0 ? 2 : 1,
            id,
            i % 17 == 0 ? "stopped" : "running",
            privateIp.replace('.', '-'),
            region,
            i % 50 == 0 ? "disabled" : "enabled",
            hex("subnet", i % 6),
            hex("vpc", i % 3),
            privateIp,
            publicIp.isEmpty() ? "" : "\"PublicIpAddress\":\"" + publicIp + "\",",
            where(account, region) + ",",
            i,
            hex("reservation", i));
  }

  private static String group(int i, String account, String region) {
    return """
        {"GroupId":"sg-%s","GroupName":"group-%d","Description":"made","OwnerId":"%s","VpcId":"vpc-%s",\
        "IpPermissions":[{"IpProtocol":"tcp","FromPort":%d,"ToPort":%d,"IpRanges":[{"CidrIp":"%s","Description":"in"}],"Ipv6Ranges":[],"PrefixListIds":[],"UserIdGroupPairs":[]}],\
        "IpPermissionsEgress":[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}],"Ipv6Ranges":[],"PrefixListIds":[],"UserIdGroupPairs":[]}],%s}"""
        .formatted(
            hex(account + region, i),
            i,
            account,
            hex("vpc", i % 3),
            i % 40 == 0 ? 22 : 443,
            i % 40 == 0 ? 22 : 443,
            i % 4 == 0 ? "0.0.0.0/0" : "10.0.0.0/8",
            where(account, region));
  }

  private static String balancer(int i, String account, String region) {
    return """
        {"LoadBalancerArn":"arn:aws:elasticloadbalancing:%s:%s:loadbalancer/app/lb-%d/%s","LoadBalancerName":"lb-%d","Type":"application","Scheme":"%s",\
        "AvailabilityZones":[{"ZoneName":"%sa"},{"ZoneName":"%sb"}],"SecurityGroups":["sg-%s"],"State":{"Code":"active"},"VpcId":"vpc-%s","DNSName":"lb-%d.elb.amazonaws.com",\
        "Listeners":[{"Port":443,"Protocol":"HTTPS","SslPolicy":"ELBSecurityPolicy-TLS13-1-2-2021-06","DefaultActions":[{"Type":"forward"}]}],%s}"""
        .formatted(
            region,
            account,
            i,
            hex("balancer", i),
            i,
            i % 2 == 0 ? "internet-facing" : "internal",
            region,
            region,
            hex(account + region, i),
            hex("vpc", i % 3),
            i,
            where(account, region));
  }

  private static String user(int i, String account) {
    return """
        {"UserName":"user-%d","UserId":"AIDA%s","Arn":"arn:aws:iam::%s:user/user-%d","Path":"/","CreateDate":"2026-01-01T00:00:00Z","GroupList":["group-%d"],\
        "AttachedManagedPolicies":[],"UserPolicyList":[],"MFADevices":[%s],"AccountId":"%s"}"""
        .formatted(
            i,
            hex("user", i),
            account,
            i,
            i % 5,
            i % 10 == 0
                ? ""
                : "{\"UserName\":\"user-%d\",\"SerialNumber\":\"arn:aws:iam::%s:mfa/user-%d\"}"
                    .formatted(i, account, i),
            account);
  }

  private static String userGroup(int i, String account) {
    return """
        {"GroupName":"group-%d","GroupId":"AGPA%s","Arn":"arn:aws:iam::%s:group/group-%d","Path":"/","CreateDate":"2026-01-01T00:00:00Z",\
        "AttachedManagedPolicies":[{"PolicyName":"policy-%d","PolicyArn":"arn:aws:iam::%s:policy/policy-%d"}],"GroupPolicyList":[],"AccountId":"%s"}"""
        .formatted(i, hex("group", i), account, i, i, account, i, account);
  }

  private static String role(int i, String account) {
    return """
        {"RoleName":"role-%d","RoleId":"AROA%s","Arn":"arn:aws:iam::%s:role/role-%d","Path":"/","CreateDate":"2026-01-01T00:00:00Z",\
        "AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}},\
        "AttachedManagedPolicies":[{"PolicyName":"policy-%d","PolicyArn":"arn:aws:iam::%s:policy/policy-%d"}],"RolePolicyList":[],\
        "InstanceProfileList":[{"InstanceProfileName":"role-%d","Arn":"arn:aws:iam::%s:instance-profile/role-%d"}],"AccountId":"%s"}"""
        .formatted(i, hex("role", i), account, i, i % 20, account, i % 20, i, account, i, account);
  }

  private static String policy(int i, String account) {
    return """
        {"PolicyName":"policy-%d","PolicyId":"ANPA%s","Arn":"arn:aws:iam::%s:policy/policy-%d","Path":"/","DefaultVersionId":"v1","AttachmentCount":3,\
        "PermissionsBoundaryUsageCount":0,"IsAttachable":true,"CreateDate":"2026-01-01T00:00:00Z","UpdateDate":"2026-01-01T00:00:00Z",\
        "PolicyVersionList":[{"VersionId":"v1","IsDefaultVersion":true,"Document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"%s"}]}}],"AccountId":"%s"}"""
        .formatted(
            i, hex("policy", i), account, i, i == 0 ? "*" : "arn:aws:s3:::bucket-" + i, account);
  }
}
