import { Agents } from './Agents.tsx';
import { Level } from './Level.tsx';
import { NewAgent } from './NewAgent.tsx';
import { Status } from './Status.tsx';
import { Webhooks } from './Webhooks.tsx';

export function App() {
  return (
    <>
      <header>
        <h1>Agents</h1>
        <Status />
      </header>
      <main>
        <section aria-label="Agents">
          <NewAgent />
          <Agents />
        </section>
        <aside>
          <Level />
          <Webhooks />
        </aside>
      </main>
    </>
  );
}
