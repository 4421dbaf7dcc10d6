/** What the page calls of the translated checker. */

export { contradictions } from "../../build/checker/model_contradictions.js";
export {
  ABSOLUTE,
  Builtin,
  LEADS_OUT,
  SCENARIO,
  TRACE,
  is_absolute,
  is_bare,
  no_such_builtin,
  outside,
} from "../../build/checker/scenario_builtin.js";
export { LARGEST_FILE, decoded, no_file, too_large } from "../../build/checker/scenario_files.js";
export { _contents as contentsOf } from "../../build/checker/scenario_inheritance.js";
export {
  Change,
  conflicts,
  interventions as interventionsOf,
  out_of_time,
  phases as phasesOf,
} from "../../build/checker/scenario_interventions.js";
export { text_written } from "../../build/checker/scenario_scalars.js";
export { Place, Problem } from "../../build/checker/scenario_problem.js";
export { Setting, checked, wrong_values } from "../../build/checker/scenario_values.js";
export { LARGEST_TRACE, read_rows } from "../../build/checker/scenario_trace.js";
export { useFacts } from "./library.js";
export { Float, dict } from "./runtime.js";
