import * as fc from 'fast-check';

// For mutation tests only: whether a property fails is enough there, and the same cases every time make the score one that can be compared.
fc.configureGlobal({ endOnFailure: true, seed: 4 });
process.env.PROPERTY_SCALE = '0.1';
