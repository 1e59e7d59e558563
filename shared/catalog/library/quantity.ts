/**
 * Rego library `lib.quantity`: Kubernetes quantities (`250m`, `1.5`, `64Mi`, `1e3`, `5E`) in thousandths, so that `500m` and
 * `0.5` come to the same number. A text that is no quantity makes `number` undefined.
 */
export const quantityLibrary = `package lib.quantity

factors := {
  "n": 0.000001,
  "u": 0.001,
  "m": 1,
  "": 1000,
  "k": 1000000,
  "M": 1000000000,
  "G": 1000000000000,
  "T": 1000000000000000,
  "P": 1000000000000000000,
  "E": 1000000000000000000000,
  "Ki": 1024000,
  "Mi": 1048576000,
  "Gi": 1073741824000,
  "Ti": 1099511627776000,
  "Pi": 1125899906842624000,
  "Ei": 1152921504606846976000,
}

pattern := "^([+-]?(?:[0-9]+\\\\.?[0-9]*|\\\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$"

number(value) = result {
  is_number(value)
  result := value * 1000
}

number(value) = result {
  is_string(value)
  parts := regex.find_all_string_submatch_n(pattern, value, 1)[0]
  result := to_number(plain(parts[1])) * factors[parts[2]]
}

# to_number reads JSON numbers: no leading plus, no leading or trailing point.
plain(text) = result {
  bare := trim_prefix(text, "+")
  led := regex.replace(bare, "^(-?)\\\\.", "\${1}0.")
  result := regex.replace(led, "\\\\.($|[eE])", "$1")
}
`;
