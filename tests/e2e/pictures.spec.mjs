import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { takePictures } from "../../www/pictures.mjs";

test("the pictures for the README can be made, and are small enough", async () => {
  await takePictures(fileURLToPath(new URL("../../test-results/", import.meta.url)));
});
