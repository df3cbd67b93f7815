// `npm run dev`: the built pages on the mock, with a crowd. Not Hawker itself:
// nothing that is bought here was ever in stock.
import { runnerImport } from "vite";

const { module: server } = await runnerImport("./test/mock/server.ts");
const { module: demo } = await runnerImport("./test/mock/demo.ts");
const mock = await server.startMock(Number(process.env.PORT ?? 7080));
demo.addCrowd(demo.addDemoShow(mock), Number(process.env.CROWD ?? 300));
for (const page of ["shows", "host", "merchant"]) console.log(`${mock.url}/${page}/demo`);
