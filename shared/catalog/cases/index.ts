import { boundaryCases } from './boundary-cases';
import type { CatalogCase } from './catalog-case';
import { clusterCases } from './cluster-cases';
import { containerCases } from './container-cases';
import { exclusionCases } from './exclusion-cases';
import { neighbourCases } from './neighbour-cases';
import { podSecurityCases } from './pod-security-cases';
import { profileCases } from './profile-cases';

/** Every table-driven case of the catalog. */
export const catalogCases: readonly CatalogCase[] = [
  ...podSecurityCases,
  ...profileCases,
  ...containerCases,
  ...clusterCases,
  ...exclusionCases,
  ...boundaryCases,
  ...neighbourCases,
];
