/** Every kind of event that the service is made for, in the spellings that senders use. */
export const EVENT_EXAMPLES = {
  page_view: {
    summary: 'A page view with its own time',
    value: {
      timestamp: '2024-03-15T14:30:00.000Z',
      user_id: 'user-42',
      event_type: 'page_view',
      page_url: 'https://shop.example/products/123',
      session_id: 'e2085be5-9137-4e4e-80b5-f1ffddc25423',
    },
  },
  view: {
    summary: 'A view of a page, with its address in the payload',
    value: { user_id: 'user-42', event_type: 'view', payload: { url: 'https://shop.example/', title: 'Shop' } },
  },
  pageview: {
    summary: 'An interaction with category, name and data',
    value: {
      session_id: 'e2085be5-9137-4e4e-80b5-f1ffddc25423',
      category: 'page interaction',
      name: 'pageview',
      data: { host: 'www.example.com', path: '/' },
      timestamp: '2021-01-01 09:15:27.243860',
    },
  },
  cta_click: {
    summary: 'A click on a call to action',
    value: {
      session_id: 'e2085be5-9137-4e4e-80b5-f1ffddc25423',
      category: 'page interaction',
      name: 'cta click',
      data: { host: 'www.example.com', path: '/', element: 'chat bubble' },
      timestamp: '2021-01-01 09:15:32.128364',
    },
  },
  submit: {
    summary: 'A form that was sent',
    value: {
      session_id: 'e2085be5-9137-4e4e-80b5-f1ffddc25423',
      category: 'form interaction',
      name: 'submit',
      data: { host: 'www.example.com', path: '/', form: { first_name: 'John', last_name: 'Doe' } },
    },
  },
  click: {
    summary: 'A click with a payload',
    value: {
      user_id: 'user-42',
      event_type: 'click',
      payload: { element_id: 'buy', text: 'Buy now', xpath: '/html/body/button' },
    },
  },
  location: {
    summary: 'Where the user is',
    value: {
      user_id: 'user-42',
      event_type: 'location',
      payload: { latitude: 52.52, longitude: 13.405, accuracy: 12 },
    },
  },
  batch: {
    summary: 'Several events, one of them wrong: 202, the wrong one is named by its index',
    value: [
      { user_id: 'user-42', name: 'view', data: { url: 'https://shop.example/' } },
      { user_id: 'user-42', name: 'location', data: { latitude: 91, longitude: 13.405 } },
    ],
  },
};
