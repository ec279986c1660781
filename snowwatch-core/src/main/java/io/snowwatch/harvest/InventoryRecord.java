package io.snowwatch.harvest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.json.JsonRecord;
import io.snowwatch.json.SdkJson;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/** A resource as the AWS API describes it, and what SnowWatch adds. */
public interface InventoryRecord extends JsonRecord {

  /**
   * The AWS SDK's own model object.
   *
   * @return the resource
   */
  SdkPojo resource();

  /**
   * The account that the resource is in.
   *
   * @return 12 digits
   */
  String accountId();

  /**
   * What the JSON object has besides the resource's members.
   *
   * @return names and values (text, SDK model objects or lists of them) in their order
   */
  Map<String, ?> addedMembers();

  /**
   * The members, at any depth, that the API sends as URL-encoded JSON and that are to be JSON.
   *
   * @return the API's member names; none unless overridden
   */
  default Set<String> urlEncodedDocuments() {
    return Set.of();
  }

  @Override
  default void writeTo(JsonGenerator json) throws IOException {
    SdkJson.write(json, resource(), addedMembers(), urlEncodedDocuments());
  }
}
