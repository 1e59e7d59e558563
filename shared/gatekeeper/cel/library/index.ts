import { type CelFunctions, collectFunctions } from '../language/overloads';
import { registerConversions } from './conversions';
import { registerLists } from './lists';
import { registerNamedFormats } from './named-formats';
import { registerNetworks } from './networks';
import { registerOperators } from './operators';
import { registerOptionals } from './optionals';
import { registerQuantities } from './quantities';
import { registerSemver } from './semver';
import { registerStrings } from './strings';
import { registerTime } from './time';
import { registerUrls } from './urls';

/** The functions of CEL as Kubernetes 1.35 has them for stored expressions; there is no authorizer. */
export const kubernetesFunctions: CelFunctions = collectFunctions([
  registerOperators,
  registerConversions,
  registerStrings,
  registerTime,
  registerLists,
  registerOptionals,
  registerQuantities,
  registerNetworks,
  registerUrls,
  registerSemver,
  registerNamedFormats,
]);
