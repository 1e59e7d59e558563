import { describe, expect, it } from 'vitest';
import { admissionPath, clusterOfAdmissionPath } from './admission-address';

const secret = 'a secret that is thirty-two long';
const cluster =
  '/subscriptions/1/resourceGroups/RG/providers/Microsoft.ContainerService/managedClusters/Hogwarts';

function partsOf(path: string): { clusterKey: string; token: string } {
  const [, , , clusterKey = '', token = ''] = path.split('/');
  return { clusterKey, token };
}

describe('the path of a webhook', () => {
  it('leads back to the cluster, whatever the case of its id', () => {
    const path = admissionPath(cluster, secret, 'validate');
    expect(path).toMatch(/^\/api\/admission\/[\w-]+\/[\w-]{43}\/validate$/);
    expect(admissionPath(cluster.toUpperCase(), secret, 'validate')).toBe(path);
    expect(clusterOfAdmissionPath(partsOf(path), secret)).toBe(cluster.toLowerCase());
  });

  it.each([
    ['another secret', (parts: ReturnType<typeof partsOf>) => ({ parts, secret: secret.replace('a', 'b') })],
    [
      'the token of another cluster',
      ({ clusterKey }: ReturnType<typeof partsOf>) => ({
        parts: { clusterKey, token: partsOf(admissionPath(`${cluster}2`, secret, 'validate')).token },
        secret,
      }),
    ],
    [
      'no token',
      ({ clusterKey }: ReturnType<typeof partsOf>) => ({ parts: { clusterKey, token: '' }, secret }),
    ],
    [
      'a token cut short',
      ({ clusterKey, token }: ReturnType<typeof partsOf>) => ({
        parts: { clusterKey, token: token.slice(0, -4) },
        secret,
      }),
    ],
  ])('leads nowhere with %s', (_, change) => {
    const changed = change(partsOf(admissionPath(cluster, secret, 'mutate')));
    expect(clusterOfAdmissionPath(changed.parts, changed.secret)).toBeUndefined();
  });
});
