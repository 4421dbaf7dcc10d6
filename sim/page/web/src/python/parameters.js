/** The parameters, from the page's facts, and what pydantic finds wrong with their values. */

import * as $ from "./runtime.js";

let about = [];
const MODEL = { model_validate: (tree) => checked(tree) };

/** Take the parameters from the facts; the checker can be used from then on. */
export function useFacts(facts) {
  const kinds = { int: $.int, float: $.float, choice: $.str, file: $.str };
  about = Object.entries(facts.parameters).map(([path, { kind, ...rest }]) => ({ ...rest, path, kind: kinds[kind] }));
}

export const known = () => MODEL;
export const described = () => about;

/** The groups, each with its parameters by name. */
export function groups() {
  const names = [...new Set(about.map(({ group }) => group))];
  return $.dict(names.map((group) => [group, modelOf(group)]));
}

function modelOf(group) {
  const own = about.filter((one) => one.group === group);
  const model_validate = (values) => {
    for (const [name, value] of $.items(values))
      fault(
        own.find((one) => one.name === name),
        value,
        true,
      );
    return null;
  };
  return { model_fields: $.dict(own.map((one) => [one.name, one])), rule: null, model_validate };
}

export class ValidationError extends Error {
  constructor(faults) {
    super("validation");
    this.faults = faults;
  }
  errors() {
    return this.faults;
  }
}

/** What pydantic finds wrong with a value of a parameter. */
function fault({ group, name, kind, low, high, choices }, value, raises = false) {
  const isInt = typeof value === "number" || typeof value === "bigint";
  const number = Number(value);
  let type = null;
  if (choices.length > 0) type = choices.includes(value) ? null : "literal_error";
  else if (kind === $.str) type = value === null || typeof value === "string" ? null : "string_type";
  else if (!isInt && !(value instanceof $.Float && kind === $.float)) type = kind === $.int ? "int_type" : "float_type";
  else if (!Number.isFinite(number)) type = "finite_number";
  else if (number < low) type = "greater_than_equal";
  else if (number > high) type = "less_than_equal";
  const error =
    type &&
    $.dict([
      ["loc", [group, name]],
      ["type", type],
    ]);
  if (error && raises) throw new ValidationError([error]);
  return error;
}

/** The parameters with values (group -> name -> value), defaults elsewhere. */
function checked(tree) {
  const parameters = { $type: MODEL };
  const faults = [];
  for (const one of about) {
    const given = tree.get(one.group)?.has(one.name);
    const value = given ? tree.get(one.group).get(one.name) : one.default;
    const wrong = given && fault(one, value);
    if (wrong) faults.push(wrong);
    (parameters[one.group] ??= {})[one.name] = value;
  }
  if (faults.length > 0) throw new ValidationError(faults);
  return parameters;
}
