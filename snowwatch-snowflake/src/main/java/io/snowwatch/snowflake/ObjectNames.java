package io.snowwatch.snowflake;

import io.snowwatch.catalog.Dataset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names that settings give, read once.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ObjectNames {

  private final SnowflakeSettings settings;
  private final Identifier database;
  private final List<Bucket> buckets;

  /**
   * A bucket with what Snowflake calls it.
   *
   * @param accountId the AWS account that it belongs to
   * @param bucket its name
   * @param partition where it is
   * @param storageRoleArn the IAM role that Snowflake takes on
   * @param storageExternalId what the role's trust asks for
   * @param integration the storage integration
   * @param stage the stage
   * @param suffix what tells the names of its objects from the first bucket's; empty for the first
   * @param snsTopicArn the topic that Snowflake listens to instead of its own queue
   * @param kmsKeyArn the key of its objects
   */
  public record Bucket(
      String accountId,
      String bucket,
      AwsPartition partition,
      String storageRoleArn,
      String storageExternalId,
      Identifier integration,
      QualifiedName stage,
      Optional<String> suffix,
      Optional<String> snsTopicArn,
      Optional<String> kmsKeyArn) {

    /**
     * The bucket as a stage has it.
     *
     * @return the URL with a slash at its end
     */
    public String url() {
      return partition.url(bucket);
    }

    /** A name of the first bucket as this one has it. */
    Identifier own(Identifier first) {
      return suffix.map(text -> new Identifier(first.name() + "_" + text)).orElse(first);
    }
  }

  ObjectNames(SnowflakeSettings settings) {
    this.settings = settings;
    this.database = Identifier.parse(settings.database());
    Bucket first =
        new Bucket(
            settings.accountId(),
            settings.bucket(),
            settings.partition(),
            settings.storageRoleArn(),
            settings.storageExternalId(),
            Identifier.parse(settings.storageIntegration()),
            inLanding(Identifier.parse(settings.stage())),
            Optional.empty(),
            settings.snsTopicArn(),
            settings.kmsKeyArn());
    this.buckets =
        Stream.concat(
                Stream.of(first),
                settings.furtherBuckets().stream().map(bucket -> further(bucket, first)))
            .toList();
  }

  private Bucket further(BucketSettings bucket, Bucket first) {
    String suffix = bucket.suffix().toUpperCase(Locale.ROOT);
    return new Bucket(
        bucket.accountId(),
        bucket.bucket(),
        bucket.partition(),
        bucket.storageRoleArn(),
        bucket.storageExternalId(),
        new Identifier(first.integration().name() + "_" + suffix),
        inLanding(new Identifier(first.stage().last().name() + "_" + suffix)),
        Optional.of(suffix),
        bucket.snsTopicArn(),
        bucket.kmsKeyArn());
  }

  /**
   * Every bucket.
   *
   * @return the buckets; the first one's objects have the names of SnowWatch 1.0
   */
  public List<Bucket> buckets() {
    return buckets;
  }

  /**
   * The database.
   *
   * @return its name
   */
  public QualifiedName database() {
    return QualifiedName.of(database);
  }

  /**
   * The schema of the landing tables.
   *
   * @return its full name
   */
  public QualifiedName landingSchema() {
    return QualifiedName.of(database, Identifier.parse(settings.landingSchema()));
  }

  /**
   * The schema of what analysts read.
   *
   * @return its full name
   */
  public QualifiedName biSchema() {
    return QualifiedName.of(database, Identifier.parse(settings.biSchema()));
  }

  /**
   * The warehouse.
   *
   * @return its name
   */
  public Identifier warehouse() {
    return Identifier.parse(settings.warehouse());
  }

  /**
   * The role that owns everything.
   *
   * @return its name
   */
  public Identifier ownerRole() {
    return Identifier.parse(settings.ownerRole());
  }

  /**
   * The role that reads {@link #biSchema()}.
   *
   * @return its name
   */
  public Identifier biReadRole() {
    return Identifier.parse(settings.biReadRole());
  }

  /**
   * The role that reads SnowAlert's results.
   *
   * @return its name; empty where SnowAlert is not used
   */
  public Optional<Identifier> snowAlertRole() {
    return settings.snowAlertRole().map(Identifier::parse);
  }

  /**
   * The existing role that creates roles and grants.
   *
   * @return its name
   */
  public Identifier securityAdminRole() {
    return Identifier.parse(settings.securityAdminRole());
  }

  /**
   * The existing role that creates the warehouse and the database.
   *
   * @return its name
   */
  public Identifier systemAdminRole() {
    return Identifier.parse(settings.systemAdminRole());
  }

  /**
   * The existing role that creates integrations.
   *
   * @return its name
   */
  public Identifier accountAdminRole() {
    return Identifier.parse(settings.accountAdminRole());
  }

  /**
   * The notification integration for errors of pipes.
   *
   * @return its name
   */
  public Identifier errorIntegration() {
    return Identifier.parse(settings.errorIntegration());
  }

  /**
   * The file format.
   *
   * @return its full name
   */
  public QualifiedName fileFormat() {
    return inLanding(Identifier.parse(settings.fileFormat()));
  }

  /**
   * The landing table of a dataset.
   *
   * @param dataset the dataset
   * @return the table's full name
   */
  public QualifiedName table(Dataset dataset) {
    String name = settings.tables().get(dataset.name());
    return inLanding(name == null ? new Identifier(dataset.table()) : Identifier.parse(name));
  }

  /**
   * The pipe of a dataset and a bucket.
   *
   * @param dataset the dataset
   * @param bucket one of {@link #buckets()}
   * @return the pipe's full name
   */
  public QualifiedName pipe(Dataset dataset, Bucket bucket) {
    String name = settings.pipes().get(dataset.name());
    return inLanding(
        bucket.own(name == null ? new Identifier(dataset.pipe()) : Identifier.parse(name)));
  }

  /**
   * The view with each record of a dataset once.
   *
   * @param dataset the dataset
   * @return the view's full name; empty for a dataset whose records have no identity
   */
  public Optional<QualifiedName> view(Dataset dataset) {
    return dataset.view().map(this::inBi);
  }

  /**
   * An object of {@link #landingSchema()}.
   *
   * @param name its name, exactly as it is stored
   * @return its full name
   */
  public QualifiedName inLanding(String name) {
    return inLanding(new Identifier(name));
  }

  /**
   * An object of {@link #biSchema()}.
   *
   * @param name its name, exactly as it is stored
   * @return its full name
   */
  public QualifiedName inBi(String name) {
    return QualifiedName.of(database, Identifier.parse(settings.biSchema()), new Identifier(name));
  }

  private QualifiedName inLanding(Identifier name) {
    return QualifiedName.of(database, Identifier.parse(settings.landingSchema()), name);
  }
}
