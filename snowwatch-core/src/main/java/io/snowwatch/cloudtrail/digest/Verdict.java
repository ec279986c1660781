package io.snowwatch.cloudtrail.digest;

import java.util.Locale;

/** What verification found out about a digest or log file. */
public sealed interface Verdict {

  /** It is what CloudTrail delivered. */
  record Valid() implements Verdict {
    @Override
    public String explanation() {
      return "is what CloudTrail delivered";
    }
  }

  /**
   * A digest file names it, and it is not there.
   *
   * @param digestKey the digest file that names it
   */
  record Missing(String digestKey) implements Verdict {
    @Override
    public String explanation() {
      return "is missing; " + digestKey + " names it";
    }
  }

  /**
   * A log file has other contents than CloudTrail delivered.
   *
   * @param expectedSha256 the hash in the digest file, in hexadecimal
   * @param actualSha256 the hash of what is there
   */
  record Modified(String expectedSha256, String actualSha256) implements Verdict {
    @Override
    public String explanation() {
      return "was modified: its SHA-256 is %s, not %s".formatted(actualSha256, expectedSha256);
    }
  }

  /**
   * It is no file of its kind any more, or could not be read.
   *
   * @param problem why
   */
  record Unreadable(String problem) implements Verdict {
    @Override
    public String explanation() {
      return "cannot be read: " + problem;
    }

    static Unreadable because(Exception e) {
      String message = e.getMessage();
      return new Unreadable(message == null ? e.toString() : message);
    }
  }

  /**
   * A digest file says that it was delivered elsewhere.
   *
   * @param originalBucket the bucket that it names for itself
   * @param originalKey the key that it names for itself
   */
  record Moved(String originalBucket, String originalKey) implements Verdict {
    @Override
    public String explanation() {
      return "was moved: it was delivered as s3://" + originalBucket + "/" + originalKey;
    }
  }

  /**
   * A digest file is signed with a key that is not trusted.
   *
   * @param fingerprint the key's fingerprint
   */
  record KeyUnknown(String fingerprint) implements Verdict {
    @Override
    public String explanation() {
      return "is signed with an unknown key, fingerprint " + fingerprint;
    }
  }

  /** A digest file's object has no signature in its metadata. */
  record SignatureMissing() implements Verdict {
    @Override
    public String explanation() {
      return "has no signature in its metadata: it was copied or written anew";
    }
  }

  /**
   * A digest file's signature is not that of its contents: one of them was changed.
   *
   * @param fingerprint the fingerprint of the key that should have signed it
   */
  record SignatureWrong(String fingerprint) implements Verdict {
    @Override
    public String explanation() {
      return "does not have the contents that were signed (key " + fingerprint + ")";
    }
  }

  /**
   * A digest file is correctly signed, but does not fit its neighbours in the chain.
   *
   * @param problem what does not fit
   */
  record ChainBroken(String problem) implements Verdict {
    @Override
    public String explanation() {
      return "breaks the chain: " + problem;
    }
  }

  /**
   * Nothing is known about a log file, for the digest file that names it is not valid.
   *
   * @param digestKey the digest file
   */
  record Unproven(String digestKey) implements Verdict {
    @Override
    public String explanation() {
      return "is unproven: " + digestKey + ", which names it, is not valid";
    }
  }

  /**
   * A log file that no digest file names: it was added, or the digest files that name it are gone.
   */
  record Unmentioned() implements Verdict {
    @Override
    public String explanation() {
      return "is named by no digest file";
    }
  }

  /**
   * The verdict for people.
   *
   * @return what follows the file's name in a sentence, without a full stop
   */
  String explanation();

  /**
   * The verdict for programs.
   *
   * @return for example {@code SIGNATURE_WRONG}
   */
  default String code() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toUpperCase(Locale.ROOT);
  }
}
