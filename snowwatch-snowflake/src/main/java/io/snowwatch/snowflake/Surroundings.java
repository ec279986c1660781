package io.snowwatch.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the landing tables and their pipes stand in: roles, warehouse, database, schemas, access to
 * the buckets, file format and stages.
 */
final class Surroundings {

  private final SnowflakeSettings settings;
  private final ObjectNames names;

  Surroundings(SnowflakeSettings settings, ObjectNames names) {
    this.settings = settings;
    this.names = names;
  }

  /** All of it, each after those that it needs. */
  List<WantedObject> objects() {
    List<WantedObject> all = new ArrayList<>(roles());
    all.add(new WantedWarehouse(names.warehouse(), names.systemAdminRole(), names.ownerRole()));
    all.add(
        new WantedDatabase(names.database().last(), names.systemAdminRole(), names.ownerRole()));
    all.add(
        new WantedSchema(
            names.landingSchema(), "Landing tables and how they are loaded.", names.ownerRole()));
    all.add(new WantedSchema(names.biSchema(), "What analysts read.", names.ownerRole()));
    all.addAll(integrations());
    all.add(fileFormat());
    all.addAll(stages());
    return all;
  }

  /** The roles that the plan creates. */
  List<WantedRole> roles() {
    Identifier admin = names.securityAdminRole();
    List<WantedRole> roles = new ArrayList<>();
    roles.add(new WantedRole(names.ownerRole(), "Owns SnowWatch's database and warehouse.", admin));
    roles.add(new WantedRole(names.biReadRole(), "Reads what SnowWatch has for analysts.", admin));
    names
        .snowAlertRole()
        .ifPresent(role -> roles.add(new WantedRole(role, "Reads SnowAlert's results.", admin)));
    return roles;
  }

  private List<WantedObject> integrations() {
    List<WantedObject> all = new ArrayList<>();
    if (settings.access() == Access.STORAGE_INTEGRATION) {
      for (ObjectNames.Bucket bucket : names.buckets()) {
        all.add(
            new WantedStorageIntegration(
                bucket.integration(),
                bucket.partition(),
                bucket.storageRoleArn(),
                bucket.storageExternalId(),
                bucket.url(),
                names.accountAdminRole()));
      }
    }
    settings
        .errorTopicArn()
        .ifPresent(
            topic ->
                all.add(
                    new WantedNotificationIntegration(
                        names.errorIntegration(),
                        topic,
                        settings.errorRoleArn().orElseThrow(),
                        names.accountAdminRole())));
    return all;
  }

  private WantedFileFormat fileFormat() {
    return new WantedFileFormat(names.fileFormat(), names.ownerRole());
  }

  /** One stage for each bucket, in the order of the buckets. */
  List<WantedStage> stages() {
    return names.buckets().stream().map(this::stage).toList();
  }

  private WantedStage stage(ObjectNames.Bucket bucket) {
    return new WantedStage(
        bucket.stage(),
        bucket.url(),
        settings.access() == Access.STORAGE_INTEGRATION
            ? Optional.of(bucket.integration())
            : Optional.empty(),
        names.fileFormat(),
        names.ownerRole());
  }
}
