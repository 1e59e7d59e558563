export { type Admission, admissionOf } from './admitted';
