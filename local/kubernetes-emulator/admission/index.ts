export { type Admission, admissionOf } from './admission-of';
