/** Of the function on this machine, as Lambda gives it to every invocation. */
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:Checker';
