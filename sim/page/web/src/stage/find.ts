/** Finds a member and a week in which something happens that a chapter speaks of. */

import type { Page } from "../page";
import type { Organization } from "../rules/organization";
import { Voyage } from "../rules/voyage";
import type { Scenario } from "../scenario/scenario";
import type { Sight } from "../story/chapters";

export interface Found {
  readonly week: number;
  readonly member: number;
}

/** The first week from `from` to `last` in which `what` happens to a member; null if it does not. */
export function find(
  page: Page,
  scenario: Scenario,
  what: Sight["what"],
  seed: bigint,
  replicate: number,
  from: number,
  last: number,
): Found | null {
  const voyage = new Voyage(page.rules, page.facts, scenario, seed, replicate);
  for (let week = Math.max(1, from); week <= Math.min(last, voyage.periods); week++) {
    voyage.seek(week);
    const member = who(voyage.organization, what, page.facts.encounters);
    if (member !== null) return { week, member };
  }
  return null;
}

/** The lowest member to whom it happens, because those at the end of the list have no reports. */
function who(crew: Organization, what: Sight["what"], encounters: Readonly<Record<string, number>>): number | null {
  for (let i = crew.members - 1; i >= 0; i--) if (happens(crew, what, i, encounters)) return i;
  return null;
}

function happens(
  crew: Organization,
  what: Sight["what"],
  i: number,
  encounters: Readonly<Record<string, number>>,
): boolean {
  const is = (name: string): boolean => crew.read(name, i) === 1;
  const rows = crew.read("week.decision", i) >= 0;
  const decision = crew.read("week.decision", i);
  switch (what) {
    case "astray": {
      if (!rows || is("week.right") || is("week.initiative")) return false;
      const goal = crew.read("structure.serves", decision);
      return crew.at("people.belief", i, goal) === -crew.read("ocean.goal", goal);
    }
    case "idle":
      return !rows && !is("week.managing");
    case "dared":
      return is("week.initiative") && is("week.right") && !is("structure.leads");
    case "thanked":
      return is("week.recognized") && is("week.initiative");
    case "reprimanded":
      return is("week.reprimanded");
    case "talked":
      return crew.read("week.encounter", i) === encounters["talked_out"];
    case "officer":
      return is("structure.leads") && i > 0 && crew.read("people.skill", i) > 0.6;
    case "tried":
      return rows && crew.read("course.leader", decision) === i;
    case "chief":
      return i === 0;
  }
}
