import { readResults } from '../assertion-results';

test('a suite that integ-runner calls a success has no failed call', () => {
  expect(readResults(`
Running integration tests for failed tests...

  SUCCESS    integ.pets-Pets/DefaultTest (undefined/ap-northeast-1) 9.1s
      

Test Results: 

Tests:    1 passed, 1 total
`)).toEqual({ failed: {} });
});

test('each failed call has what was seen, those that are right have nothing', () => {
  expect(readResults(`
  ASSERT     integ.pets-Pets/DefaultTest (undefined/ap-northeast-1) 9.1s
      AssertionResultsreads - success
      AssertionResultswrites
      {
      !! Expected 403 but received 200
        "status": 200
      }
      AssertionResultsdeletes
      !! no answer

Test Results: 

Tests:    1 failed, 1 total
Error: Some integration tests failed!
`)).toEqual({ failed: { writes: '{\n!! Expected 403 but received 200\n  "status": 200\n}', deletes: '!! no answer' } });
});

test.each(['FAILED', 'ERROR'])('a suite that ends with %s came to no assertions, for that reason', (word) => {
  expect(readResults(`
  ${word.padEnd(10)} integ.pets-Pets/DefaultTest (undefined/ap-northeast-1) 9.1s
      Integration test failed: the stack IntegPetsProvider failed creation

Test Results: 
`)).toEqual({ failed: {}, error: 'Integration test failed: the stack IntegPetsProvider failed creation' });
});

test('a runner that says nothing of a suite is an error with all that it said', () => {
  expect(readResults('Error: Cannot find module\n')).toEqual({ failed: {}, error: 'Error: Cannot find module' });
});
