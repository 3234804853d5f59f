import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const VALID_DAYS = 30;

export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** The lab's certificate authority. Its key lives in this process only. */
export class CertificateAuthority {
  public static async create(): Promise<CertificateAuthority> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...validity(),
      name: `CN=Private API lab ${newSerialNumber().slice(0, 8)}`,
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto as never),
      ],
    }, webcrypto as never);
    return new CertificateAuthority(certificate, keys);
  }

  private readonly issued = new Map<string, Promise<ServerCertificate>>();

  private constructor(private readonly certificate: x509.X509Certificate, private readonly keys: Keys) {}

  public get pem(): string {
    return `${this.certificate.toString('pem')}\n`;
  }

  /** What AWS's certificate covers: the names of APIs and of endpoints, and no name of one's own. */
  public async forEndpointsOf(region: string): Promise<ServerCertificate> {
    return this.issue([`*.execute-api.${region}.amazonaws.com`, `*.execute-api.${region}.vpce.amazonaws.com`].map((value) => ({ type: 'dns', value })));
  }

  public async forLoopback(): Promise<ServerCertificate> {
    return this.issue([{ type: 'ip', value: '127.0.0.1' }]);
  }

  private async issue(names: x509.JsonGeneralNames): Promise<ServerCertificate> {
    const id = JSON.stringify(names);
    const certificate = this.issued.get(id) ?? this.sign(names);
    this.issued.set(id, certificate);
    return certificate;
  }

  private async sign(names: x509.JsonGeneralNames): Promise<ServerCertificate> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity(),
      subject: `CN=${names[0].value}`,
      issuer: this.certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(names),
        // Python 3.13 and later verify strictly and insist on it: https://docs.python.org/3/library/ssl.html#ssl.VERIFY_X509_STRICT
        await x509.AuthorityKeyIdentifierExtension.create(this.keys.publicKey, false, webcrypto as never),
      ],
    }, webcrypto as never);
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    return { cert: certificate.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
  }
}

type Keys = webcrypto.CryptoKeyPair;

async function newKeys(): Promise<Keys> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function newSerialNumber(): string {
  return webcrypto.randomUUID().replaceAll('-', '');
}

/** An hour back, for clocks that differ. */
function validity(): { serialNumber: string; notBefore: Date; notAfter: Date } {
  return { serialNumber: newSerialNumber(), notBefore: new Date(Date.now() - DAY_MS / 24), notAfter: new Date(Date.now() + VALID_DAYS * DAY_MS) };
}
