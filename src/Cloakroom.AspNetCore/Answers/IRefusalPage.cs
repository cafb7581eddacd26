using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>How an application with pages of its own shows a refused navigation. Without one the library answers with a plain page.</summary>
internal interface IRefusalPage
{
    /// <summary>Writes the body; the headers of the refusal are set already.</summary>
    Task WriteAsync(HttpContext context, Reason reason);
}
