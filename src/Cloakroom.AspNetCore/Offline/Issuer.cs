using Cloakroom.Tokens;

namespace Cloakroom;

/// <summary>Another Cloakroom, whose tokens are accepted here: its keys, and what it says about logouts.</summary>
internal sealed class Issuer : IDisposable
{
    // An answer that takes longer is none.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Of the list of keys; the feed is read piece by piece.
    private const int LongestDocument = 1024 * 1024;

    private readonly HttpClient _http;

    public Issuer(CloakroomTokensOptions options, TimeProvider time)
    {
        Options = options;
        _http = new HttpClient(new ConnectionLossHandler(options.Backchannel ?? new SocketsHttpHandler { AllowAutoRedirect = false }), disposeHandler: options.Backchannel is null)
        {
            Timeout = Patience, MaxResponseContentBufferSize = LongestDocument,
        };
        string name = options.Issuer.Serialized;
        Keys = new RemoteKeys(_http, name, time);
        Revocations = new RevocationView(options.RevocationAge, time);
        Feed = new RemoteFeed(_http, name, Keys, Revocations, time);
        Verifier = new TokenVerifier(Keys, name, options.Audience ?? name, time);
    }

    public CloakroomTokensOptions Options { get; }

    public RemoteKeys Keys { get; }

    public RemoteFeed Feed { get; }

    public RevocationView Revocations { get; }

    public TokenVerifier Verifier { get; }

    /// <summary>Whose token this is, or why it is refused. Nobody else is asked.</summary>
    public async ValueTask<TokenVerdict> VerifyAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        TokenVerdict verdict = await Verifier.VerifyAsync(token.Span, cancellationToken);
        return verdict.Token is { } verified && Revocations.Refuse(verified) is { } reason ? TokenVerdict.Refused(reason) : verdict;
    }

    public void Dispose()
    {
        _http.Dispose();
        Keys.Dispose();
    }
}
