/** `npm run licences`: the packages in the function's bundle, and under which licences they are. */
import { bundle } from './bundle';

for (const { name, version, licence } of bundle().packages) {
  console.log(`${name}@${version}  ${licence || 'NO LICENCE'}`);
}
