import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTlsIdentity } from './tls-identity.ts';

describe('createTlsIdentity', () => {
  it('makes a self-signed P-256 certificate that fits its key and never runs out', async () => {
    const identity = await createTlsIdentity();
    const certificate = new X509Certificate(identity.certificatePem);
    const key = createPrivateKey(identity.privateKeyPem);

    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(new Date(certificate.validFrom).getUTCFullYear()).toBe(2000);
    expect(new Date(certificate.validTo).getUTCFullYear()).toBe(9999);
  });

  it('makes a different key every time', async () => {
    const [one, other] = await Promise.all([createTlsIdentity(), createTlsIdentity()]);
    expect(one.privateKeyPem).not.toBe(other.privateKeyPem);
  });
});
