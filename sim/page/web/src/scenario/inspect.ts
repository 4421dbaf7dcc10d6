/** The function that yaml-js uses from node's `util`, which a browser does not have. */
export const inspect = String;
