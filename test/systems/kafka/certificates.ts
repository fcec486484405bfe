import { appendFile, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../support/run.js';
import type { Cluster } from './cluster.js';

const NAMES = ['kafka-bootstrap', 'kafka-0'].map((name) => `DNS:${name}.prod.example.com`);

/** Makes what cert-manager would: the Secret of the brokers, and an authority to trust. */
export async function makeCertificates({ dir }: Cluster): Promise<void> {
  const home = join(dir, 'certificates');
  await mkdir(home);
  await openssl(home, 'req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=ca');
  const request = 'req -x509 -newkey rsa:2048 -nodes -CA ca.crt -CAkey ca.key';
  await openssl(home, `${request} -keyout tls.key -out tls.crt -subj /CN=kafka -addext`, [
    `subjectAltName=${NAMES.join(',')}`,
  ]);
  const secret = join(dir, 'pods/kafka-broker-0/etc/kafka/tls');
  await mkdir(secret, { recursive: true });
  await copyFile(join(home, 'ca.crt'), join(secret, 'ca.crt'));
  await copyFile(join(home, 'tls.key'), join(secret, 'tls-combined.pem'));
  await appendFile(join(secret, 'tls-combined.pem'), await readFile(join(home, 'tls.crt')));
}

/** Writes the configuration of a client that logs in as `app` with a password; for its path. */
export async function writeClient({ dir }: Cluster, password: string): Promise<string> {
  const file = join(dir, 'client.properties');
  const quoted = password.replaceAll('\\', '\\\\');
  const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="app" password="${quoted}";`;
  const lines = [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    `sasl.jaas.config=${login.replaceAll('\\', '\\\\')}`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${join(dir, 'certificates/ca.crt')}`,
    'ssl.keystore.type=PEM',
    `ssl.keystore.location=${join(dir, 'pods/kafka-broker-0/etc/kafka/tls/tls-combined.pem')}`,
  ];
  await writeFile(file, lines.join('\n'));
  return file;
}

function openssl(cwd: string, command: string, more: readonly string[] = []): Promise<unknown> {
  return run('openssl', [...command.split(' '), ...more], { cwd });
}
