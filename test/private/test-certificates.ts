import { webcrypto } from 'crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const HOUR_MS = 3_600_000;

export interface TestCertificate {
  readonly key: string;
  /** It trusts itself: it is its own authority. */
  readonly cert: string;
}

/**
 * A certificate that nobody knows but the test.
 *
 * @param subject Such as `CN=pets`.
 * @param names What it is for.
 */
export async function testCertificate(subject: string, names: x509.JsonGeneralNames): Promise<TestCertificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: subject,
    keys,
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + HOUR_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(true), new x509.SubjectAlternativeNameExtension(names)],
  }, webcrypto as never);
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: certificate.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}
