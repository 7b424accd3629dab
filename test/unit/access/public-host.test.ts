import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPublicUrl } from '../../../lib/access/public-host.ts';

const isRefused = (url: string, schemes = ['https']) => 'problem' in checkPublicUrl(url, schemes);
const withHttp = ['https', 'http'];

describe('checkPublicUrl takes', () => {
  it.each([
    'https://www.example.com/a.png',
    'HTTPS://Example.COM:8443/a b'.replace(' ', '%20'),
    'https://example.com./a.png',
    'https://example.com/ä?b=%2e%2e&url=http://127.0.0.1/#@10.0.0.1',
    'https://xn--bcher-kva.example/a.png',
    'https://8.8.8.8/a.png',
    'https://[2606:4700:4700::1111]/a.png',
    'https://my_bucket.s3.amazonaws.com/a.png',
    'https://internal.example.com/',
    'https://localhost.example.com/',
  ])('%s', (url) => {
    expect(isRefused(url)).toBe(false);
  });

  it('a host without its last dot, in lower case', () => {
    expect(checkPublicUrl('https://Example.com./', ['https'])).toEqual({ host: 'example.com' });
  });
});

describe('checkPublicUrl refuses', () => {
  const addresses = [
    [
      'loopback',
      '127.0.0.1',
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.1',
      '0177.0.0.1',
      '017700000001',
      '0x7F.0.0.0x1',
    ],
    [
      'loopback with a dot, a port, letters of another width',
      '127.0.0.1.',
      '127.0.0.1:443',
      '１２７.0.0.1',
      '127。0。0。1',
      '①②⑦.0.0.1',
    ],
    ['loopback, encoded', '%31%32%37.0.0.1', '127%2e0.0.1', 'loc%61lhost', '127.0.0.%31'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '0xa000001', '012.0.0.1', '192.168.257'],
    ['link-local and metadata', '169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518'],
    [
      'metadata elsewhere',
      '168.63.129.16',
      '100.100.100.200',
      '192.0.0.192',
      'metadata.google.internal',
      '[fd00:ec2::254]',
    ],
    [
      'special',
      '0.0.0.0',
      '0',
      '100.64.0.1',
      '198.18.0.1',
      '192.0.2.1',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
      '192.88.99.1',
    ],
    [
      'IPv6',
      '[::1]',
      '[::]',
      '[fe80::1]',
      '[fe80::1%25eth0]',
      '[fc00::1]',
      '[fd12::1]',
      '[ff02::1]',
      '[fec0::1]',
      '[2001:db8::1]',
    ],
    [
      'IPv4 in IPv6',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '[::ffff:0:127.0.0.1]',
      '[0:0:0:0:0:ffff:7f00:0001]',
    ],
    [
      'translated',
      '[64:ff9b::127.0.0.1]',
      '[64:ff9b:1::a00:1]',
      '[2002:7f00:1::]',
      '[2001:0:7f00:1::]',
      '[2606:4700::5efe:10.0.0.1]',
    ],
    [
      'names',
      'localhost',
      'LOCALHOST',
      'localhost.',
      'a.localhost',
      'printer.local',
      'db.internal',
      'router',
      'nas.lan',
      'x.home.arpa',
    ],
    [
      'no hosts',
      '',
      '.',
      '..',
      'example..com',
      '.example.com',
      'example.com..',
      '-',
      '[',
      '[]',
      '[::1',
      '256.256.256.256',
      '1.2.3.4.5',
    ],
    ['numbers of any size', '99999999999', '0x100000000', '1.2.3', '134744072', '08.8.8.8'],
    [
      'user names',
      'user@example.com',
      'a:b@example.com',
      'example.com@127.0.0.1',
      '@example.com',
      'example.com%40127.0.0.1',
    ],
    [
      'characters that are not seen',
      'exa\u00admple.com',
      'example.com\u200b',
      'local\u2060host',
      'ex\u202eample.com',
      'bücher.example',
    ],
  ].flatMap(([name = '', ...hosts]) => hosts.map((host) => [name, host] as const));

  it.each(addresses)('%s: %s', (_, host) => {
    expect(isRefused(`https://${host}/a.png`)).toBe(true);
    expect(isRefused(`http://${host}`, withHttp)).toBe(true);
  });

  it.each([
    'http://example.com/a.png',
    'ftp://example.com/a.png',
    'file:///etc/passwd',
    'gopher://example.com/',
    'javascript:alert(1)',
    'blob:https://example.com/1',
    '//example.com/a.png',
    'example.com/a.png',
    'https:example.com',
    'https:/example.com',
    'https:///example.com',
    'https:\\\\example.com',
    'https://example.com\\@127.0.0.1/',
    'https://127.0.0.1\\.example.com/',
    ' https://example.com/',
    'https://example.com/ ',
    'https://example.com/a b',
    'https://exa\tmple.com/',
    'ht\ntps://example.com/',
    'https://example.com/\r\nHost: localhost',
    '\u0000https://example.com/',
    'https://example.com/\u2028',
    'da\tta:,x',
    '',
  ])('%j', (url) => {
    expect(isRefused(url)).toBe(true);
  });
  it('every private IPv4 address, in any spelling', () => {
    const privates = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127, 0), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
    );
    const radix = fc.constantFrom(
      (part: number) => String(part),
      (part: number) => `0x${part.toString(16)}`,
      (part: number) => `0${part.toString(8)}`,
    );
    fc.assert(
      fc.property(
        privates,
        radix,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('', '.'),
        (bytes, write, parts, dot) => {
          const last = bytes.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0);
          const host = [...bytes.slice(0, parts - 1), last].map(write).join('.') + dot;
          const mapped = `[::ffff:${bytes.join('.')}]`;
          expect(isRefused(`http://${host}/`, withHttp)).toBe(true);
          expect(isRefused(`http://${mapped}/`, withHttp)).toBe(true);
        },
      ),
    );
  });

  it('whatever the URL standard would take for a private host, and never throws anything else', () => {
    const piece = fc.constantFrom(
      '127',
      '.',
      '0',
      '1',
      'x',
      '[',
      ']',
      ':',
      '@',
      '/',
      '\\',
      '%',
      'localhost',
      '１',
      '\t',
      'a.com',
      '::',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = `https://${pieces.join('')}`;
        const host = URL.parse(url)?.hostname ?? '';
        const isLocal = /^(?:127|0)(?:\.\d+){3}$|^\[::|(?:^|\.)localhost\.?$/.test(host);
        expect(isRefused(url) || !isLocal).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
