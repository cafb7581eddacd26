using System.Security.Claims;
using Cloakroom.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Cloakroom;

/// <summary>
/// What is known about the sender of one request. Whoever asks makes the answer depend on it, and it is marked so
/// (<see cref="Identity"/>); a request that nobody asks about keeps its caching as it is. It stands in for the framework's own place of
/// <see cref="HttpContext.User"/>, so that reading the user is asking, and the claims are made only then.
/// </summary>
internal sealed class RequestSession : IHttpAuthenticationFeature
{
    // Looked up once: nearly every request begins with it.
    private static readonly Decision Nobody = Decision.Anonymous.Because(Reason.NoCredentials);

    private readonly HttpContext _context;
    private readonly IHttpAuthenticationFeature? _before;
    private readonly Credentials _credentials;
    private Decision _decision = Nobody;
    private ClaimsPrincipal? _user;
    private VerifiedToken? _token;
    private ShownSession? _other;
    private bool _asked, _isOther;
    private (string Method, Endpoint? Endpoint) _looked;

    /// <param name="context">The request.</param>
    /// <param name="credentials">All that came with it, not looked at yet.</param>
    public RequestSession(HttpContext context, in Credentials credentials)
    {
        (_context, _credentials) = (context, credentials);
        _looked = (context.Request.Method, context.GetEndpoint());
        Marks = EndpointMarks.Of(_looked.Endpoint);
        // Somebody may be signed in by the server itself (Windows, client certificate): without a session of ours that stays.
        // By their types: the server finds them so in half the time of the generic way.
        IFeatureCollection features = context.Features;
        _before = features[typeof(IHttpAuthenticationFeature)] as IHttpAuthenticationFeature;
        features[typeof(RequestSession)] = this;
        features[typeof(IHttpAuthenticationFeature)] = this;
    }

    /// <summary>Who it is, or why nobody.</summary>
    public Decision Decision => _decision;

    /// <summary>All that came with the request.</summary>
    public ref readonly Credentials Credentials => ref _credentials;

    /// <summary>The session that came with the request, whatever it is worth, or that was given out since; null when none of the right form came.</summary>
    public ShownSession? Shown => _isOther ? _other : _token is { } token ? ShownSession.Of(token) : Credentials.Id is { } id ? ShownSession.Of(id) : null;

    /// <summary>What the request was for when it was looked at.</summary>
    public EndpointMarks Marks { get; private set; }

    /// <summary>Whether the cross-origin policy was asked, and allowed the request.</summary>
    public bool IsFromHere { get; set; }

    /// <summary>Why what was shown is worth nothing; null where nothing was shown, or it is worth something.</summary>
    public Reason? Unrecognized { get; set; }

    /// <summary>Whether the answer is a refusal that says why.</summary>
    public bool WasTold { get; set; }

    /// <summary>The live session; null when there is none.</summary>
    public Session? Session => (_decision as Decision.Valid)?.Session;

    ClaimsPrincipal? IHttpAuthenticationFeature.User
    {
        get
        {
            Ask();
            return _user ??= Session is { } session ? SessionIdentity.Principal(session) : _before?.User;
        }
        set => _user = value;
    }

    /// <summary>The same without asking; null where UseCloakroom has not run.</summary>
    public static RequestSession? In(HttpContext context)
    {
        IFeatureCollection features = context.Features;
        // The server has a place for the one, and searches a list for the other: that is where it is when somebody else has put a user in our place.
        return features[typeof(IHttpAuthenticationFeature)] as RequestSession ?? features[typeof(RequestSession)] as RequestSession;
    }

    /// <summary>Asks about the sender of a request.</summary>
    /// <exception cref="InvalidOperationException">UseCloakroom has not run, or has judged another request than the one that is answered.</exception>
    public static RequestSession Of(HttpContext context)
    {
        RequestSession session = In(context) ?? throw new InvalidOperationException(
            "Cloakroom has not looked at this request: call app.UseCloakroom() before the endpoints, in the place of app.UseAuthentication() and app.UseAuthorization().");
        session.Ask();
        return session;
    }

    /// <summary>What a parameter of type <see cref="Cloakroom.Session"/> gets: it says that the endpoint needs one, so that without it the answer is the refusal.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static Session Required(HttpContext context) => Of(context).Session ?? throw new RefusedException(refusal: null);

    /// <summary>What an endpoint says; nearly always it is the one that was looked at.</summary>
    public EndpointMarks MarksOf(Endpoint endpoint) => ReferenceEquals(_looked.Endpoint, endpoint) ? Marks : EndpointMarks.Of(endpoint);

    /// <summary>The decision about what was shown, before anybody has asked.</summary>
    public void Decide(Recognized recognized) => (_decision, _other, _isOther) = (recognized.Decision, recognized.Shown, true);

    /// <summary>The same where it was remembered.</summary>
    public void Decide(Known known) => (_decision, _token) = (known.Decision, known.Token);

    /// <summary>
    /// The live session, where the claims would be made of it and of nothing else: nobody has had them yet, to add to them or to take from
    /// them, and nobody has put others in their place. Null otherwise.
    /// </summary>
    public Session? AskPlainly(HttpContext context)
    {
        if (_user is not null || !ReferenceEquals(context.Features[typeof(IHttpAuthenticationFeature)], this))
        {
            return null;
        }

        Ask();
        return Session;
    }

    /// <summary>A login, a logout or a new ID while the request is answered.</summary>
    public void Become(Decision decision, ShownSession? shown) => (_decision, _other, _isOther, _user) = (decision, shown, true, null);

    private void Ask()
    {
        Endpoint? endpoint = _context.GetEndpoint();
        RequireSameRequest(endpoint);
        if (!_asked && !Marks.IsSameForEverybody && !_context.Response.HasStarted)
        {
            _asked = true;
            _context.Response.OnStarting(
                static context =>
                {
                    Identity.MarkDependent((HttpContext)context);
                    OpenEnds.GuardAnswer((HttpContext)context);
                    return Task.CompletedTask;
                },
                _context);
        }
    }

    // Of a GET nobody asks where it comes from: it must not become something else behind the check (promise R13).
    private void RequireSameRequest(Endpoint? endpoint)
    {
        if (ReferenceEquals(_looked.Method, _context.Request.Method) && ReferenceEquals(_looked.Endpoint, endpoint))
        {
            return;
        }

        EndpointMarks marks = EndpointMarks.Of(endpoint);
        if (!IsFromHere && Credentials.HasCookie && CrossOriginCheck.Concerns(_context, marks))
        {
            throw new InvalidOperationException(
                "The method or the endpoint of this request was changed after Cloakroom had looked at it, so that nobody has asked where it comes from: "
                + "put what changes it (UseRouting, UseRewriter, an override of the method) before app.UseCloakroom().");
        }

        (_looked, Marks) = ((_context.Request.Method, endpoint), marks);
    }
}
