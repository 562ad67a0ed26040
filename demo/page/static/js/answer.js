// What becomes of a choice: it is kept, and sent where its block acts.

import { confirmed } from "./confirm.js";

// Keeps an answer, and sends it where the block acts; a choice that is not confirmed is undone.
export async function answer(element, block, place, value, undo = () => {}) {
  const acts = block.type !== "input" || block.dispatch_action;
  if (acts && !(await confirmed(element.confirm))) return undo();
  place.keep(block.block_id, element.action_id, value);
  if (acts) await place.act(block, element, value);
}
