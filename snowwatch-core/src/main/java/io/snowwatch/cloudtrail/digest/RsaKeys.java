package io.snowwatch.cloudtrail.digest;

import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * RSA public keys from their encodings. CloudTrail publishes PKCS#1, the JDK reads X.509, which is
 * PKCS#1 in an envelope.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1">RFC 8017, RSAPublicKey</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280,
 *     SubjectPublicKeyInfo</a>
 */
final class RsaKeys {

  /** The first byte of both encodings. */
  static final byte SEQUENCE = 0x30;

  private static final byte INTEGER = 0x02;
  private static final byte BIT_STRING = 0x03;

  // The sequence of the object identifier 1.2.840.113549.1.1.1, rsaEncryption, and NULL.
  private static final byte[] RSA_ENCRYPTION = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private RsaKeys() {}

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if the bytes are no RSA public key
   */
  static PublicKey of(byte[] der) {
    byte[] x509 = isPkcs1(der) ? wrap(der) : der;
    try {
      return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(x509));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(
          "these " + der.length + " bytes are no RSA public key.", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] base64(String text) {
    return Base64.getMimeDecoder().decode(text);
  }

  /** PKCS#1 is a sequence of two integers, X.509 one of a sequence and a bit string. */
  private static boolean isPkcs1(byte[] der) {
    if (der.length < 2 || der[0] != SEQUENCE) {
      return false;
    }
    int lengthBytes = der[1] < 0 ? der[1] & 0x7f : 0;
    int first = 2 + lengthBytes;
    return first < der.length && der[first] == INTEGER;
  }

  private static byte[] wrap(byte[] pkcs1) {
    byte[] bits = new byte[pkcs1.length + 1];
    System.arraycopy(pkcs1, 0, bits, 1, pkcs1.length);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(RSA_ENCRYPTION);
    body.writeBytes(element(BIT_STRING, bits));
    return element(SEQUENCE, body.toByteArray());
  }

  private static byte[] element(byte tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
