using System.Net;
using System.Net.Http.Headers;

namespace Cloakroom.Tokens;

/// <summary>What there is to show with a request: tokens, nothing because nobody is logged in, or nothing because nobody can tell.</summary>
internal abstract record Renewal
{
    private Renewal()
    {
    }

    /// <summary>Show these.</summary>
    public sealed record Fresh(ClientTokens Tokens) : Renewal;

    /// <summary>Nobody is logged in here, or not any more.</summary>
    /// <param name="Code">Why the server ended it; null where there was nothing to end.</param>
    public sealed record Gone(string? Code) : Renewal;

    /// <summary>The server could not renew them. They are kept, and may be good once it can.</summary>
    /// <param name="Status">What it said, 429 or 5xx; null when it said nothing of use.</param>
    /// <param name="RetryAfter">When to ask again, where it said so.</param>
    /// <param name="Cause">What went wrong on the way; null when it answered.</param>
    public sealed record Away(HttpStatusCode? Status, TimeSpan? RetryAfter, Exception? Cause) : Renewal
    {
        /// <summary>The answer to a request that could not be sent without new tokens: never 401, which would mean a logout.</summary>
        /// <exception cref="HttpRequestException">The server did not answer.</exception>
        public HttpResponseMessage Answer(HttpRequestMessage request)
        {
            if (Status is not { } status)
            {
                throw new HttpRequestException("The tokens could not be renewed; they are kept.", Cause);
            }

            var answer = new HttpResponseMessage(status) { RequestMessage = request };
            answer.Headers.RetryAfter = RetryAfter is { } wait ? new RetryConditionHeaderValue(wait) : null;
            return answer;
        }
    }
}
