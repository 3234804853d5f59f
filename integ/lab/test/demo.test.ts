import { callsOfTheExperiment, makeCall } from '../demo-calls';
import { Lab } from '../lab';
import { deployPetstore, Petstore } from '../petstore';

let lab: Lab;
let petstore: Petstore;

beforeAll(async () => {
  lab = await Lab.start();
  petstore = await deployPetstore(lab.access, async (_title, work) => work());
});

afterAll(async () => { await lab.stop(); });

describe('the demo’s calls', () => {
  test.each([0, 1, 2, 3, 4])('call %i ends as it must, decided by the layer that must decide', async (index) => {
    const outcome = await makeCall(lab.access, callsOfTheExperiment(petstore)[index]);

    expect(outcome).toMatchObject({ ok: true, curlExitCode: outcome.expected.curlExitCode, decision: { layer: outcome.expected.layer } });
  });

  test('a call that ends otherwise than expected is not ok', async () => {
    const [admitted, refused] = callsOfTheExperiment(petstore);

    // The outsider where the App is expected: the answer is the refusal.
    expect(await makeCall(lab.access, { ...admitted, from: refused.from, account: refused.account })).toMatchObject({ ok: false, status: 403 });
    // The right answer, but another layer is expected to give it.
    expect(await makeCall(lab.access, { ...refused, expected: { ...refused.expected, layer: 'endpoint-policy' } })).toMatchObject({ ok: false });
  });
});
