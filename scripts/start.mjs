// `npm start`: sets up what is missing, then runs the whole product. This very process is the supervisor.
import { orExplain, setUp } from './set-up.mjs';

await orExplain(() => setUp());
const { main } = await import('../apps/supervisor/dist/main.js');
await main();
