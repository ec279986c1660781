package io.snowwatch.source;

import static io.snowwatch.catalog.PartView.document;
import static io.snowwatch.catalog.PartView.number;
import static io.snowwatch.catalog.PartView.text;
import static io.snowwatch.catalog.PartView.truth;

import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartValue;
import io.snowwatch.catalog.PartView;

/**
 * The views of nested lists that several sources feed, and which a source of one's own may feed
 * too.
 *
 * <p>Stateless and safe for use by several threads.
 */
public final class Views {

  static final PartView RESOURCE_TAGS =
      PartView.of(
          "RESOURCE_TAGS",
          "Tags, one row per resource and key",
          text("TAG_KEY", "The tag's key."),
          text("TAG_VALUE", "The tag's value; empty where the tag is only a key."));

  static final PartView SECURITY_GROUP_RULES =
      PartView.of(
          "SECURITY_GROUP_RULES",
          "Rules of security groups, one row per direction, protocol, ports and peer",
          text("GROUP_ID", "The group's id."),
          text("GROUP_NAME", "The group's name."),
          text("VPC_ID", "The VPC that the group is in."),
          text("DIRECTION", "ingress: what may come in; egress: what may go out."),
          text("PROTOCOL", "tcp, udp, icmp, icmpv6, a protocol's number, or -1 for every one."),
          number(
              "FROM_PORT", "The first port, 0 where every protocol is allowed; for ICMP its type."),
          number(
              "TO_PORT",
              "The last port, 65535 where every protocol is allowed; for ICMP its code."),
          text("PEER_TYPE", "What the peer is: ipv4, ipv6, group or prefix_list."),
          text("PEER", "The peer: a range of addresses, a group's id or a prefix list's id."),
          text("PEER_ACCOUNT_ID", "The account of a peer that is a group."),
          text("DESCRIPTION", "What the rule's author wrote about it."));

  static final PartView INSTANCE_INTERFACES =
      PartView.of(
          "INSTANCE_INTERFACES",
          "Network interfaces of instances",
          text("INSTANCE_ID", "The instance's id."),
          text("INTERFACE_ID", "The interface's id."),
          text("VPC_ID", "The VPC that the interface is in."),
          text("SUBNET_ID", "The subnet that the interface is in."),
          text("PRIVATE_IP_ADDRESS", "The interface's primary private address."),
          text("PUBLIC_IP_ADDRESS", "The public or Elastic IP address, where it has one."),
          text("IPV6_ADDRESS", "The first IPv6 address, where it has one."),
          truth("SOURCE_DEST_CHECK", "Whether only the instance's own traffic passes."));

  static final PartView INSTANCE_VOLUMES =
      PartView.of(
          "INSTANCE_VOLUMES",
          "EBS volumes of instances",
          text("INSTANCE_ID", "The instance's id."),
          text("DEVICE_NAME", "The device that the volume is attached as."),
          text("VOLUME_ID", "The volume's id."),
          truth("DELETE_ON_TERMINATION", "Whether the volume goes with the instance."));

  static final PartView INSTANCE_SECURITY_GROUPS =
      PartView.of(
          "INSTANCE_SECURITY_GROUPS",
          "Security groups of instances, one row per interface and group",
          text("INSTANCE_ID", "The instance's id."),
          text("INTERFACE_ID", "The interface that has the group."),
          text("GROUP_ID", "The group's id."),
          text("GROUP_NAME", "The group's name."));

  static final PartView INSTANCE_PRIMARY_GROUPS =
      PartView.of(
          "INSTANCE_PRIMARY_GROUPS",
          "Security groups of the first interface of instances, as the instance itself names them",
          text("INSTANCE_ID", "The instance's id."),
          text("GROUP_ID", "The group's id."),
          text("GROUP_NAME", "The group's name."));

  static final PartView INSTANCE_ADDRESSES =
      PartView.of(
          "INSTANCE_ADDRESSES",
          "Addresses of the network interfaces of instances",
          text("INSTANCE_ID", "The instance's id."),
          text("INTERFACE_ID", "The interface's id."),
          text("ADDRESS_TYPE", "private, public or ipv6."),
          text("ADDRESS", "The address; NULL where an interface has none of the type."));

  static final PartView LOAD_BALANCER_LISTENERS =
      PartView.of(
          "LOAD_BALANCER_LISTENERS",
          "Listeners of load balancers of every kind",
          text("LOAD_BALANCER_NAME", "The load balancer's name."),
          text("TYPE", "application, network or gateway; NULL for a classic one."),
          text("SCHEME", "internet-facing or internal."),
          text("LISTENER_ARN", "The listener's ARN; NULL for a classic load balancer's."),
          text("PROTOCOL", "The protocol that clients speak, such as HTTPS or TLS."),
          number("PORT", "The port that clients connect to."),
          text("INSTANCE_PROTOCOL", "The protocol to the instances; only of classic ones."),
          number("INSTANCE_PORT", "The instances' port; only of classic ones."),
          text(
              "SSL_POLICY",
              "The security policy of TLS; of classic ones see LOAD_BALANCER_POLICIES."),
          text("CERTIFICATE_ARN", "The ARN of the default certificate."));

  static final PartView LOAD_BALANCER_ACTIONS =
      PartView.of(
          "LOAD_BALANCER_ACTIONS",
          "Default actions of listeners",
          text("LISTENER_ARN", "The listener's ARN."),
          number("PORT", "The listener's port."),
          text("ACTION_TYPE", "forward, redirect, fixed-response or an authentication."),
          text("REDIRECT_PROTOCOL", "The protocol that clients are sent to, or #{protocol}."),
          text("REDIRECT_PORT", "The port that clients are sent to, or #{port}."),
          text("TARGET_GROUP_ARN", "The target group that requests are forwarded to."));

  static final PartView LOAD_BALANCER_POLICIES =
      PartView.of(
          "LOAD_BALANCER_POLICIES",
          "Policies of listeners by name: security policies of TLS, and the others of classic ones",
          number("PORT", "The listener's port."),
          text("POLICY_NAME", "The policy's name."));

  static final PartView LOAD_BALANCER_SECURITY_GROUPS =
      PartView.of(
          "LOAD_BALANCER_SECURITY_GROUPS",
          "Security groups of load balancers",
          text("GROUP_ID", "The group's id."));

  static final PartView IAM_POLICY_STATEMENTS =
      PartView.of(
          "IAM_POLICY_STATEMENTS",
          "Statements of policies in force, one row per statement, action, resource and principal",
          text("HOLDER_TYPE", "What holds the policy: user, group, role or policy."),
          text("HOLDER_NAME", "The name of the holder; of a managed policy its own."),
          text("POLICY_KIND", "inline, managed, or trust: who may take on the role."),
          text("POLICY_NAME", "The policy's name; NULL for trust."),
          text("STATEMENT", "What tells the statement from the policy's others, named or not."),
          text("SID", "The statement's own name."),
          text("EFFECT", "Allow or Deny."),
          text("ACTION", "An action that the statement is about; NULL under NotAction."),
          text("NOT_ACTION", "An action that the statement excepts."),
          text("RESOURCE", "A resource that the statement is about, or *; NULL under NotResource."),
          text("NOT_RESOURCE", "A resource that the statement excepts."),
          text("PRINCIPAL_TYPE", "AWS, Service, Federated, CanonicalUser, or * for everybody."),
          text(
              "PRINCIPAL",
              "Who may; only of trust. * where all may but whom NotPrincipal excepts."),
          document("CONDITION", "When the statement holds; NULL: always."));

  static final PartView IAM_DIRECT_ATTACHMENTS =
      PartView.of(
          "IAM_DIRECT_ATTACHMENTS",
          "Managed policies attached to users, groups and roles themselves",
          text("PRINCIPAL_TYPE", "user, group or role."),
          text("PRINCIPAL_NAME", "Its name."),
          text("POLICY_ARN", "The ARN of the policy."),
          text("VIA", "direct: attached; boundary: set as the permissions boundary."));

  static final PartView IAM_GROUP_MEMBERS =
      PartView.of(
          "IAM_GROUP_MEMBERS",
          "Users and the groups that they are in",
          text("USER_NAME", "The user's name."),
          text("GROUP_NAME", "The group's name."));

  static final PartView IAM_INSTANCE_PROFILES =
      PartView.of(
          "IAM_INSTANCE_PROFILES",
          "Instance profiles and the roles in them",
          text("INSTANCE_PROFILE_ARN", "The profile's ARN, which an instance names."),
          text("ROLE_NAME", "The role that instances take on."));

  static final PartView IAM_MFA_DEVICES =
      PartView.of(
          "IAM_MFA_DEVICES",
          "MFA devices of users",
          text("USER_NAME", "The user's name."),
          text("SERIAL_NUMBER", "A hardware device's number, or a virtual one's ARN."));

  private Views() {}

  /**
   * A resource's tags, from its list {@code Tags} of objects with {@code Key} and {@code Value}: a
   * part of the view RESOURCE_TAGS.
   *
   * @return the part
   */
  public static Part tags() {
    return Part.of(RESOURCE_TAGS)
        .elements("TAG", Part.RESOURCE, "Tags")
        .column("TAG_KEY", "TAG", "Key")
        .column("TAG_VALUE", "TAG", "Value");
  }

  /** The statements of a document in an element; the document may hold one statement or a list. */
  static Part statements(String holderType, String kind, String listOfPolicies, String document) {
    Part policies =
        Part.of(IAM_POLICY_STATEMENTS)
            .constant("HOLDER_TYPE", holderType)
            .constant("POLICY_KIND", kind)
            .elements("POLICY", Part.RESOURCE, listOfPolicies)
            .oneOrMany("STATEMENT", "POLICY", document + ".Statement");
    return statement(policies);
  }

  /** What one row of a statement has, whatever holds it. */
  static Part statement(Part toStatement) {
    return toStatement
        .textsIfAny("DEED", "STATEMENT", "Action", "NotAction")
        .textsIfAny("THING", "STATEMENT", "Resource", "NotResource")
        .with("STATEMENT", new PartValue.Digest("STATEMENT"))
        .column("SID", "STATEMENT", "Sid")
        .column("EFFECT", "STATEMENT", "Effect")
        .column("CONDITION", "STATEMENT", "Condition")
        .with("ACTION", new PartValue.ElementOf("DEED", "STATEMENT", JsonPath.parse("Action")))
        .with(
            "NOT_ACTION", new PartValue.ElementOf("DEED", "STATEMENT", JsonPath.parse("NotAction")))
        .with("RESOURCE", new PartValue.ElementOf("THING", "STATEMENT", JsonPath.parse("Resource")))
        .with(
            "NOT_RESOURCE",
            new PartValue.ElementOf("THING", "STATEMENT", JsonPath.parse("NotResource")));
  }
}
