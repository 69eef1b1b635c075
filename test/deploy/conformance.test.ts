import { DIFFERENCES } from '../local/cloud/conformance/differences';
import { conformance } from '../local/cloud/conformance/suite';
import { Moto } from './moto';
import { emptied } from './moto-backend';

describe('moto answers as AWS does, or differs from it as listed', () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await Moto.start();
  });

  afterAll(() => moto.stop());

  conformance(() => emptied(moto), DIFFERENCES);
});
