package io.snowwatch.harvest;

import io.snowwatch.aws.Failure;

/**
 * An account that was to be looked at and could not be: its role could not be assumed, say. It has
 * a failed entry for every dataset, for "nobody looked" must be in the data.
 *
 * @param account the account's id where it is known, 12 digits; else what tells people which one it
 *     is, such as the name of a profile
 * @param failure why it could not be reached
 */
public record UnreachableAccount(String account, Failure failure) {

  /**
   * @throws IllegalArgumentException if the account has neither an id nor a name
   */
  public UnreachableAccount {
    if (account.isBlank()) {
      throw new IllegalArgumentException(
          "An unreachable account needs a name: give its id, or the profile's name.");
    }
  }
}
