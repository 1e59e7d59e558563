export type { EstateChange } from './diff-estate';
export type { Estate, EstateSource, EstateWarning } from './estate';
export { EstateError, type EstateMistake } from './estate-error';
export { loadEstate } from './load-estate';
export type { PolicyKind } from './read-policies';
export { parseSourceFile, type SourceDocument } from './source-document';
export { type EstateWatcher, type EstateWatchOptions, watchEstate } from './watch-estate';
