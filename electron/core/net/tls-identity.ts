/**
 * The certificate of one device's sync port. The caller stores it; nothing here touches the disk.
 * P-256, because Electron's TLS (BoringSSL) refuses Ed25519 certificates.
 */
import { generate } from 'selfsigned';

export interface TlsIdentity {
  readonly certificatePem: string;
  /** PKCS #8. */
  readonly privateKeyPem: string;
}

// A certificate here is a container for a key. Clocks lie in offices, so it must be valid at any time:
// 99991231235959Z is how RFC 5280 §4.1.2.5 writes "no well-defined expiration date".
const notBefore = new Date('2000-01-01T00:00:00Z');
const notAfter = new Date('9999-12-31T23:59:59Z');

/** Makes a new key and a self-signed certificate for it: about 10 ms of WebCrypto, with its own randomness. */
export async function createTlsIdentity(): Promise<TlsIdentity> {
  const made = await generate([{ name: 'commonName', value: 'paydar' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: notBefore,
    notAfterDate: notAfter,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'paydar' }] },
    ],
  });
  return { certificatePem: made.cert, privateKeyPem: made.private };
}
