using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>
/// The request that a scope of services belongs to. The framework's accessor would tell it anywhere, and costs every request of the
/// application, also those that never ask; in a scope of the application's own it is asked all the same, where the application has it.
/// </summary>
internal sealed class CurrentRequest(IServiceProvider services)
{
    private HttpContext? _context;

    /// <exception cref="InvalidOperationException">The scope belongs to no request.</exception>
    public HttpContext Context => _context ?? services.GetService<IHttpContextAccessor>()?.HttpContext ?? throw new InvalidOperationException(
        "Session, SessionData and ISessions are known while a request is answered, in the scope of the request: call app.UseCloakroom() before the endpoints. "
        + "In a scope of its own (a SignalR hub, CreateScope) call services.AddHttpContextAccessor() as well; elsewhere use ISessionStore.");

    public void Enter(HttpContext context) => _context = context;
}
