/**
 * Rego library `lib.quantity`: Kubernetes quantities (`250m`, `1.5`, `64Mi`, `1e3`, `5E`) as numbers. The digits are read
 * as a whole number and divided once, so that what is equal compares as equal: `501m` and `0.501`. A text that is no
 * quantity, or has more digits than any sensible one, makes `number` undefined.
 */
export const quantityLibrary = `package lib.quantity

# Suffix: a factor, and how many decimal places it moves the point.
units := {
  "n": [1, 9],
  "u": [1, 6],
  "m": [1, 3],
  "": [1, 0],
  "k": [1000, 0],
  "M": [1000000, 0],
  "G": [1000000000, 0],
  "T": [1000000000000, 0],
  "P": [1000000000000000, 0],
  "E": [1000000000000000000, 0],
  "Ki": [1024, 0],
  "Mi": [1048576, 0],
  "Gi": [1073741824, 0],
  "Ti": [1099511627776, 0],
  "Pi": [1125899906842624, 0],
  "Ei": [1152921504606846976, 0],
}

pattern := "^([+-]?)([0-9]{0,40})\\\\.?([0-9]{0,40})(?:[eE]([+-]?[0-9]{1,2})|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$"

number(value) = result {
  is_number(value)
  result := parsed(json.marshal(value))
}

number(value) = result {
  is_string(value)
  result := parsed(value)
}

parsed(text) = result {
  parts := regex.find_all_string_submatch_n(pattern, text, 1)[0]
  digits := concat("", [parts[2], parts[3]])
  digits != ""
  [factor, places] := units[parts[5]]
  whole := whole_number(digits) * factor
  result := signed(parts[1], moved(whole, (places + count(parts[3])) - exponent(parts[4])))
}

# to_number reads JSON numbers: no leading zeros, no leading plus.
whole_number(digits) = number {
  number := to_number(trim_left(digits, "0"))
} else = 0 {
  true
}

exponent("") = 0

exponent(text) = number {
  text != ""
  digits := trim_left(text, "+-")
  number := signed(trim_suffix(text, digits), whole_number(digits))
}

signed(sign, number) = number {
  sign != "-"
}

signed("-", number) = negative {
  negative := 0 - number
}

# The number with its point moved to the left by so many places.
moved(number, places) = result {
  places > 0
  result := number / power_of_ten(places)
}

moved(number, places) = result {
  places <= 0
  result := number * power_of_ten(0 - places)
}

power_of_ten(exponent) = power {
  power := to_number(concat("", ["1", substring(zeros, 0, exponent)]))
}

zeros := "${'0'.repeat(150)}"
`;
