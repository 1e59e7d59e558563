export { estateOf } from './estate-of';
export { runSession } from './run-session';
